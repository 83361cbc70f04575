#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace mien::train {

/// The nodes of Emotion-GCN on AffectNet, in its order: neutral, happy, sad, surprise, fear,
/// disgust, anger, valence, arousal.
inline constexpr std::size_t affectnet_nodes = 9;

/// Pictures of each of the seven classes in the training set.
inline constexpr std::array<double, 7> affectnet_counts = {74874, 134415, 25459, 14090,
                                                           6378,  3803,   24882};

/// Published rank correlations of its training labels: the upper triangle, row by row.
inline constexpr std::array<double, 45> affectnet_triangle = {
    1, -0.567529, -0.187847, -0.136770, -0.090731, -0.069738, -0.185499, -0.335131, -0.284101,
    1, -0.297620, -0.216695, -0.143753, -0.110492, -0.293901, 0.861085,  0.014483,  //
    1, -0.071724, -0.047581, -0.036572, -0.097278, -0.453036, -0.433733,            //
    1, -0.034643, -0.026628, -0.070828, -0.027568, 0.338224,                        //
    1, -0.017664, -0.046986, -0.121788, 0.235579,                                   //
    1, -0.036115, -0.176413, 0.143684,                                              //
    1, -0.383705, 0.413757,                                                         //
    1, 0.037299,                                                                    //
    1};

inline std::vector<double> affectnet_correlations() {
  std::vector<double> result(affectnet_nodes * affectnet_nodes);
  std::size_t at = 0;
  for (std::size_t i = 0; i < affectnet_nodes; ++i) {
    for (std::size_t j = i; j < affectnet_nodes; ++j) {
      result[i * affectnet_nodes + j] = affectnet_triangle[at];
      result[j * affectnet_nodes + i] = affectnet_triangle[at++];
    }
  }
  return result;
}

inline std::vector<int> affectnet_groups() { return {0, 0, 0, 0, 0, 0, 0, -1, -1}; }

/// What the published code makes of them.
inline std::vector<float> affectnet_adjacency() {
  constexpr float half = 0.5F;
  constexpr float part = 0.5F / 6;
  return {half, 0,    0,    0,    0,    0,    0,    part, part,  //
          0,    half, 0,    0,    0,    0,    0,    part, 0,     //
          0,    0,    half, 0,    0,    0,    0,    part, part,  //
          0,    0,    0,    half, 0,    0,    0,    0,    part,  //
          0,    0,    0,    0,    half, 0,    0,    part, part,  //
          0,    0,    0,    0,    0,    half, 0,    part, part,  //
          0,    0,    0,    0,    0,    0,    half, part, part,  //
          0.25, 0.5,  0.25, 0,    0.25, 0.25, 0.25, half, 0,     //
          0.25, 0,    0.25, 0.5,  0.25, 0.25, 0.25, 0,    half};
}

}  // namespace mien::train
