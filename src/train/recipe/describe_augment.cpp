#include "train/recipe/describe.h"

namespace mien::train {

namespace {

using dataset::Border;
using dataset::EraseFill;

const Words<Border> borders = {
    {"replicate", Border::replicate}, {"constant", Border::constant}, {"reflect", Border::reflect}};
const Words<EraseFill> fills = {{"random", EraseFill::random}, {"mean", EraseFill::mean}};

// The ranges here only keep numbers finite; dataset::check knows what each option allows.
constexpr double most = 1e6;

template <typename Io>
void describe_augment(Io& io, dataset::AugmentOptions& augment) {
  io.table("geometry", [&](Io& inner) {
    dataset::GeometryOptions& geometry = augment.geometry;
    inner.number("flip", geometry.flip, 0, 1);
    inner.number("rotation", geometry.rotation, 0, 180);
    inner.range("scale", geometry.scale);
    inner.number("shift", geometry.shift, 0, 1);
    inner.number("aspect", geometry.aspect, 1, most);
    inner.number("crop_area", geometry.crop_area, 0, 1);
    inner.word("border", geometry.border, borders);
  });
  io.table("surround", [&](Io& inner) {
    dataset::SurroundOptions& surround = augment.surround;
    inner.number("fill", surround.fill, 0, 1);
    inner.number("cut", surround.cut, 0, 1);
    inner.range("radius", surround.radius);
  });
  io.table("colour", [&](Io& inner) {
    dataset::ColourOptions& colour = augment.colour;
    inner.number("brightness", colour.brightness, 0, 1);
    inner.number("contrast", colour.contrast, 0, 1);
    inner.number("saturation", colour.saturation, 0, 1);
    inner.number("hue", colour.hue, 0, 180);
    inner.range("gamma", colour.gamma);
    inner.number("grey", colour.grey, 0, 1);
  });
  io.table("degrade", [&](Io& inner) {
    dataset::DegradeOptions& degrade = augment.degrade;
    inner.number("probability", degrade.probability, 0, 1);
    inner.number("blur", degrade.blur, 0, 1);
    inner.range("blur_sigma", degrade.blur_sigma);
    inner.number("shrink", degrade.shrink, 0, 1);
    inner.range("side", degrade.side);
    inner.number("noise", degrade.noise, 0, 1);
    inner.range("noise_sigma", degrade.noise_sigma);
    inner.number("jpeg", degrade.jpeg, 0, 1);
    inner.range("quality", degrade.quality);
  });
  io.table("erase", [&](Io& inner) {
    dataset::EraseOptions& erase = augment.erase;
    inner.number("probability", erase.probability, 0, 1);
    inner.range("area", erase.area);
    inner.range("aspect", erase.aspect);
    inner.word("fill", erase.fill, fills);
  });
}

}  // namespace

void describe(RecipeReader& io, dataset::AugmentOptions& augment) { describe_augment(io, augment); }
void describe(RecipeWriter& io, dataset::AugmentOptions& augment) { describe_augment(io, augment); }
void describe(RecipeLister& io, dataset::AugmentOptions& augment) { describe_augment(io, augment); }

}  // namespace mien::train
