#include "serve/body_budget.h"

#include "serve/problem.h"

namespace mien::serve {

BodyBudget::Lease::Lease(BodyBudget& budget, std::size_t bytes) : budget_(budget), bytes_(bytes) {
  if ((budget_.held_ += bytes) <= budget_.most_) return;
  budget_.held_ -= bytes;
  throw busy("the pictures that others sent fill the server's memory");
}

}  // namespace mien::serve
