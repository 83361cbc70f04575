#pragma once

#include <string_view>

namespace mien::train {

/// A recipe with all keys there are, none with its default.
inline constexpr std::string_view full_recipe = R"(name = "full-1"
task = "emotion, gender, age, identity"
licence = "MIT"
data_terms = "drawn \"pictures\""
seed = 9007199254740992
loader_threads = 3
max_corrupt_share = 0.125
checkpoint_minutes = 0.1

[network]
architecture = "rexnet-150"
weights = "faceres-deep"
dropout = 0.35
drop_path = 0.15
momentum = 0.03
pool = "max"
last_activation = false
feature_scale = 0.25

[input]
size = 97
colour = "bgr"
mean = [103.939, 116.779, 123.68]
scale = [0.017, 0.0175, 1e-3]
resize = "area"

[crop]
margin = 0.3
shape = "square"
alignment = "five-point"

[[hidden]]
name = "shared"
size = 300
dropout = 0.45
[[hidden]]
name = "deeper"
from = "shared"
size = 17

[[heads]]
attribute = "emotion"
kind = "classes"
labels = ["neutral", "anger"]
from = "shared"
weight = 0.7
class_weights = 0.5
class_weight_limit = 20
class_weight_mean = "weights"
label_smoothing = 0.1
bias = false
prior = [0.75, 0.25]
[[heads]]
attribute = "gender"
kind = "binary"
labels = ["male", "female"]
from = "deeper"
weight = 2
[[heads]]
attribute = "age"
kind = "age"
age_first = 0
age_count = 91
age_top = 5
expected_age_weight = 0.05
[[heads]]
attribute = "identity"
kind = "identity"
label_smoothing = 0.2
arcface = { margin = 0.35, scale = 30 }
[[heads]]
attribute = "affect"
kind = "affect"
activation = "none"
ccc_weight = 0.5
mse_weight = 3
ccc_least = 4
ccc = "published"

[graph]
heads = ["affect"]
embeddings = "words.txt"
embedding_size = 50
words = { valence = "pleasant" }
correlations = "c.csv"
edges = "all"
threshold = 0.2
self_weight = 0.25
hidden = 64

[[teachers]]
model = "faceres-deep"
attribute = "identity"
weight = 0.4
grey = true
side = 48
unlabelled_only = true
[[teachers]]
model = "other.onnx"
attribute = "emotion"

[[data]]
path = "faces.tar"
use = "train"
split = { column = "usage", value = "Training" }
sampling = 2.5
[[data.labels]]
attribute = "emotion"
votes = { columns = { happy = "anger", sad = "neutral" }, others = ["unknown"], rule = "majority", drop_single = false }
[[data.labels]]
attribute = "age"
ages = { column = "years", ignore = ["?"], clamp = true }
[[data.labels]]
attribute = "gender"
names = { column = "sex", values = { m = "male", f = "female" }, ignore = ["n/a", "x"] }
[[data.labels]]
attribute = "affect"
affect = { valence = "v", arousal = "a", ignore = ["-2"], range = [-10, 10] }
[[data]]
path = "more"
use = "validate"
share = { from = 0.1, to = 0.9, seed = 7, stratify = "sex", group = "person" }
[[data]]
path = "grouped"
use = "train"

[augment.geometry]
flip = 0.5
rotation = 15
scale = [0.85, 1.15]
shift = 0.07
aspect = 1.25
crop_area = 0.6
border = "reflect"
[augment.colour]
brightness = 0.25
contrast = 0.3
saturation = 0.35
hue = 20
gamma = [0.7, 1.4]
grey = 0.2
[augment.degrade]
probability = 0.8
blur = 0.3
blur_sigma = [0.4, 1.25]
shrink = 0.2
side = [24, 48]
noise = 0.15
noise_sigma = [3, 9]
jpeg = 0.45
quality = [25, 85]
[augment.erase]
probability = 0.3
area = [0.05, 0.25]
aspect = [0.5, 2]
fill = "mean"

[[stages]]
name = "head"
train = "heads"
epochs = 3
batch = 32
input_size = 64
learning_rate = 0.002
head_learning_rate = 0.02
optimizer = "sgd"
momentum = 0.85
nesterov = false
beta1 = 0.8
beta2 = 0.99
weight_decay = 0.05
decay_all = true
gradient_clip = 5
sam_rho = 0.05
sam_statistics_once = false
warm_up_steps = 20
cosine = false
average = 0.99
patience = 2
bfloat16 = false
drop_last = false
balanced_sampling = 0.5
[[stages]]
name = "all"
train = "all"

[validate]
attribute = "gender"
metric = "balanced accuracy"
flip = true
batch = 50

[export]
features = true
half = false
temperature = false
)";

}  // namespace mien::train
