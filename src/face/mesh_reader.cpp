#include "face/mesh_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "face/mesh_geometry.h"
#include "face/preprocess.h"
#include "face/upright.h"
#include "mien/core/error.h"
#include "pixels/warp.h"

namespace mien {

namespace {

constexpr std::size_t eye_numbers = std::size_t{3} * (71 + 5);
constexpr std::size_t iris_centre = 71;

// Where an eye hides behind the nose, and from where on it is taken for closed.
constexpr float most_yaw = 30;
constexpr float closed = 0.15F;

/// Index of the output that a head names.
/// @param numbers of a row
std::size_t output_of(const Network& network, std::string_view attribute, std::size_t numbers) {
  const ModelMetadata& metadata = network.metadata();
  for (std::size_t i = 0; i < metadata.heads.size(); ++i) {
    if (metadata.heads[i].attribute != attribute) continue;
    std::int64_t count = 1;
    const std::vector<std::int64_t>& shape = network.outputs()[i].shape;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) count *= shape[axis];
    if (count == static_cast<std::int64_t>(numbers)) return i;
    throw Error(ErrorCode::model, fmt::format("{}: \"{}\": expected {} numbers, found {}",
                                              metadata.id, attribute, numbers, count));
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected a head \"{}\", found none", metadata.id, attribute));
}

int side_of(const Network& network) {
  const InputSpec& input = network.metadata().input;
  if (input.width > 0 && input.width == input.height) return input.width;
  throw Error(ErrorCode::model,
              fmt::format("{}: expected a square input of a fixed size, found {}x{}",
                          network.metadata().id, input.width, input.height));
}

/// A square part of a picture as a network is to see it.
struct Cut {
  const Image* picture = nullptr;
  Similarity map;         ///< from the picture
  bool mirrored = false;  ///< left and right change places after `map`
};

Point to_picture(const Cut& cut, int side, float x, float y) {
  return cut.map.inverse()({cut.mirrored ? static_cast<float>(side) - x : x, y});
}

Image seen(const Cut& cut, int side) {
  const Similarity& map = cut.map;
  // The map is of edges of pixels, that of a warp of their middles.
  const double shift_x = (map.a - map.b - 1) / 2;
  const double shift_y = (map.b + map.a - 1) / 2;
  const double sign = cut.mirrored ? -1 : 1;
  const double start = cut.mirrored ? side - 1 : 0;
  const pixels::Affine warp = {sign * map.a, sign * -map.b, start + sign * (map.c + shift_x),
                               map.b,        map.a,         map.d + shift_y};
  return pixels::warped(*cut.picture, pixels::inverse_of(warp), {side, side},
                        pixels::Border::constant);
}

/// The outputs of a network for any number of cuts, row after row.
/// @return for each output the numbers of all cuts
std::vector<std::vector<float>> run(const Network& network, std::span<const Cut> cuts,
                                    std::size_t batch) {
  const InputSpec& input = network.metadata().input;
  const std::size_t values = input_values(input);
  std::vector<std::vector<float>> all(network.outputs().size());
  for (std::size_t first = 0; first < cuts.size(); first += batch) {
    const auto part = cuts.subspan(first, std::min(batch, cuts.size() - first));
    const std::vector<std::int64_t> shape = input_shape(network, part.size());
    const auto rows = static_cast<std::size_t>(shape.front());
    std::vector<float> pictures(rows * values);
    for (std::size_t i = 0; i < part.size(); ++i) {
      write_input(seen(part[i], input.width), input,
                  std::span(pictures).subspan(i * values, values));
    }
    const std::vector<Tensor> outputs = network.run({shape, pictures});
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      const std::size_t width = outputs[o].data.size() / rows;
      const auto begin = outputs[o].data.begin();
      all[o].insert(all[o].end(), begin, begin + static_cast<std::ptrdiff_t>(part.size() * width));
    }
  }
  return all;
}

/// The square around a face that the network wants, turned as the eyes are.
Cut cut_of_face(const FaceInPicture& face, const CropSpec& rule, int side) {
  const Landmarks own = own_sides(*face.face.landmarks);
  const double angle = std::atan2(double(own[1].y) - own[0].y, double(own[1].x) - own[0].x);
  const Box& box = face.face.box;
  const double length = double(std::max(box.width, box.height)) * (1 + 2.0 * rule.margin);
  const Point centre{box.x + box.width / 2, box.y + box.height / 2};
  return {face.picture, square_to_picture(centre, length, angle, side)};
}

/// The square around an eye. The network knows eyes of one side; the others are mirrored.
Cut cut_of_eye(const Image& picture, const FaceMesh& mesh, EyeSide side, const CropSpec& rule,
               int size) {
  const EyeCorners corners = eye_corners(mesh.points, side);
  const double across = double(corners.right.x) - corners.left.x;
  const double down = double(corners.right.y) - corners.left.y;
  // A mesh may be in one place, which no eye is.
  const double length = std::max(1.0, std::hypot(across, down)) * (1 + 2.0 * rule.margin);
  const Point centre{(corners.left.x + corners.right.x) / 2,
                     (corners.left.y + corners.right.y) / 2};
  return {&picture, square_to_picture(centre, length, std::atan2(down, across), size),
          side == EyeSide::left};
}

bool has_a_place(const FaceInPicture& face) {
  const Box& box = face.face.box;
  return face.face.landmarks && std::max(box.width, box.height) > 0 && std::isfinite(box.x) &&
         std::isfinite(box.y) && std::isfinite(box.width) && std::isfinite(box.height);
}

}  // namespace

MeshReader::MeshReader(Network face, Network eye, int batch)
    : face_(std::move(face)),
      eye_(std::move(eye)),
      batch_(static_cast<std::size_t>(std::max(1, batch))) {
  (void)output_of(face_, "mesh", 3 * mesh_points);
  (void)output_of(face_, "face", 1);
  (void)output_of(eye_, "eye", eye_numbers);
  (void)side_of(face_);
  (void)side_of(eye_);
}

std::vector<std::optional<FaceMesh>> MeshReader::read(std::span<const FaceInPicture> faces) const {
  std::vector<FaceInPicture> placed;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    if (!has_a_place(faces[i])) continue;
    placed.push_back(faces[i]);
    places.push_back(i);
  }
  std::vector<FaceMesh> meshes = read_faces(placed);
  read_eyes(placed, meshes);
  std::vector<std::optional<FaceMesh>> results(faces.size());
  for (std::size_t i = 0; i < places.size(); ++i) results[places[i]] = std::move(meshes[i]);
  return results;
}

std::vector<FaceMesh> MeshReader::read_faces(std::span<const FaceInPicture> faces) const {
  const ModelMetadata& metadata = face_.metadata();
  const int side = metadata.input.width;
  std::vector<Cut> cuts;
  for (const FaceInPicture& face : faces) cuts.push_back(cut_of_face(face, metadata.crop, side));
  const std::vector<std::vector<float>> outputs = run(face_, cuts, batch_);
  const std::vector<float>& numbers = outputs[output_of(face_, "mesh", 3 * mesh_points)];
  const std::vector<float>& scores = outputs[output_of(face_, "face", 1)];
  std::vector<FaceMesh> meshes(faces.size());
  for (std::size_t i = 0; i < faces.size(); ++i) {
    FaceMesh& mesh = meshes[i];
    const auto depth = static_cast<float>(1 / cuts[i].map.scale());
    for (std::size_t p = 0; p < mesh_points; ++p) {
      const float* point = numbers.data() + 3 * (i * mesh_points + p);
      const Point place = to_picture(cuts[i], side, point[0], point[1]);
      mesh.points.push_back({place.x, place.y, depth * point[2]});
    }
    mesh.score = scores[i];
    mesh.pose = mesh_pose(mesh.points);
    if (std::abs(mesh.pose.yaw) < most_yaw) mesh.openness = eye_openness(mesh.points);
  }
  return meshes;
}

void MeshReader::read_eyes(std::span<const FaceInPicture> faces, std::span<FaceMesh> meshes) const {
  const ModelMetadata& metadata = eye_.metadata();
  const int side = metadata.input.width;
  std::vector<Cut> cuts;
  std::vector<std::size_t> seeing;
  for (std::size_t i = 0; i < meshes.size(); ++i) {
    const auto& openness = meshes[i].openness;
    if (!openness || std::min(openness->left, openness->right) < closed) continue;
    seeing.push_back(i);
    for (const EyeSide eye : {EyeSide::left, EyeSide::right}) {
      cuts.push_back(cut_of_eye(*faces[i].picture, meshes[i], eye, metadata.crop, side));
    }
  }
  const std::vector<std::vector<float>> outputs = run(eye_, cuts, batch_);
  const std::vector<float>& numbers = outputs[output_of(eye_, "eye", eye_numbers)];
  for (std::size_t i = 0; i < seeing.size(); ++i) {
    FaceMesh& mesh = meshes[seeing[i]];
    std::array<float, 2> positions{};
    for (const EyeSide eye : {EyeSide::left, EyeSide::right}) {
      const std::size_t row = 2 * i + (eye == EyeSide::right ? 1 : 0);
      const float* point = numbers.data() + row * eye_numbers + 3 * iris_centre;
      const Point iris = to_picture(cuts[row], side, point[0], point[1]);
      positions[eye == EyeSide::right ? 1 : 0] = iris_position(eye_corners(mesh.points, eye), iris);
    }
    mesh.looking = looking_by(positions[0], positions[1]);
  }
}

}  // namespace mien
