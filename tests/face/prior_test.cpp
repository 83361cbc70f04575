#include "mien/face/prior.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"

namespace mien {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;

HeadSpec head_with(std::vector<float> prior) {
  HeadSpec head;
  head.attribute = "emotion";
  head.kind = HeadKind::classes;
  head.labels = {"neutral", "anger"};
  head.prior = std::move(prior);
  return head;
}

ModelMetadata model_with(std::vector<float> prior) {
  ModelMetadata model;
  model.id = "net";
  model.heads = {head_with(std::move(prior))};
  return model;
}

TEST(Prior, IsMultipliedInAndTheSumIsOneAgain) {
  // 0.6 * 0.2 and 0.4 * 0.8 of 0.44.
  EXPECT_THAT(with_prior({0.6F, 0.4F}, std::vector<float>{0.2F, 0.8F}),
              ElementsAre(FloatEq(0.12F / 0.44F), FloatEq(0.32F / 0.44F)));
  EXPECT_THAT(with_prior({0.6F, 0.4F}, {}), ElementsAre(0.6F, 0.4F));
  EXPECT_THAT(with_prior({0, 0}, std::vector<float>{0.2F, 0.8F}), ElementsAre(0, 0));
}

TEST(Prior, CountsOnlyWhereItIsNatural) {
  const HeadSpec head = head_with({0.2F, 0.8F});
  EXPECT_EQ(head_for(head, Prior::natural).prior, head.prior);
  EXPECT_TRUE(head_for(head, Prior::uniform).prior.empty());
  EXPECT_TRUE(head_for(head, Prior::none).prior.empty());
  EXPECT_EQ(prior_name(head, Prior::natural), "natural");
  EXPECT_EQ(prior_name(head, Prior::uniform), "uniform");
  EXPECT_EQ(prior_name(head, Prior::none), "uniform");
  EXPECT_EQ(prior_name(head_with({}), Prior::natural), "own");
}

TEST(Prior, NeedsAModelThatStoresOne) {
  const std::vector<ModelMetadata> none = {model_with({})};
  const std::vector<ModelMetadata> some = {model_with({}), model_with({0.5F, 0.5F})};
  EXPECT_NO_THROW(check_prior(Prior::none, none));
  EXPECT_NO_THROW(check_prior(Prior::natural, some));
  try {
    check_prior(Prior::uniform, none);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.what(), HasSubstr("found none among net"));
  }
}

}  // namespace
}  // namespace mien
