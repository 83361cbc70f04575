#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/random.h"
#include "mien/identity/gallery.h"

namespace mien {

/// A random feature of normally distributed numbers.
inline std::vector<float> drawn_feature(std::uint64_t seed, std::size_t dimension) {
  Random random({seed, dimension});
  std::vector<float> feature(dimension);
  for (float& value : feature) value = static_cast<float>(random.normal());
  return feature;
}

/// A feature near that of a person: the person's plus `spread` times a random one.
inline std::vector<float> drawn_face(std::uint64_t person, std::uint64_t face, float spread,
                                     std::size_t dimension) {
  std::vector<float> feature = drawn_feature(person, dimension);
  const std::vector<float> noise = drawn_feature(1'000'003 * (face + 1) + person, dimension);
  for (std::size_t i = 0; i < dimension; ++i) feature[i] += spread * noise[i];
  return feature;
}

/// Several faces of each of several people: person 0's first.
inline Gallery drawn_gallery(std::size_t people, std::size_t faces, float spread,
                             std::size_t dimension) {
  Gallery gallery("drawn", dimension);
  for (std::size_t p = 0; p < people; ++p) {
    for (std::size_t f = 0; f < faces; ++f) {
      gallery.add({"person " + std::to_string(p), std::to_string(p) + "-" + std::to_string(f)},
                  drawn_face(p, f, spread, dimension));
    }
  }
  return gallery;
}

}  // namespace mien
