#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// What a file of a classifier holds: a JSON object, and arrays with names and shapes.
///
/// In bytes (docs/guides/classifiers.md): "MIENCLF\n"; the version and the length of the JSON text,
/// 32 bits each; the JSON text; the arrays one after the other, row by row. The key "arrays" of the
/// JSON text lists their name, type and shape. All numbers are little-endian.
class ClassifierRecord {
 public:
  static constexpr std::uint32_t current_version = 1;

  using Json = nlohmann::ordered_json;
  using Shape = std::vector<std::size_t>;

  /// Everything but the arrays.
  Json header = Json::object();

  void add(const std::string& name, Shape shape, std::span<const float> values);
  void add(const std::string& name, Shape shape, std::span<const double> values);
  void add(const std::string& name, Shape shape, std::span<const std::uint32_t> values);

  /// The shape of an array of so many axes.
  /// @throws Error (ErrorCode::model) if there is none, or it has another number of axes
  [[nodiscard]] Shape shape(const std::string& name, std::size_t axes) const;
  [[nodiscard]] bool has(const std::string& name) const { return arrays_.contains(name); }

  /// @throws Error (ErrorCode::model) if the array is absent or of another type or shape, or a
  /// number in it is not finite
  [[nodiscard]] std::vector<float> floats(const std::string& name, const Shape& shape) const;
  [[nodiscard]] std::vector<double> doubles(const std::string& name, const Shape& shape) const;
  [[nodiscard]] std::vector<std::uint32_t> indices(const std::string& name,
                                                   const Shape& shape) const;

  /// @throws Error (ErrorCode::model) that names the source
  [[noreturn]] void fail(std::string_view message) const;
  [[nodiscard]] const std::string& source() const { return source_; }

  [[nodiscard]] std::string encoded() const;

  /// Nothing is allocated before its length was compared with the bytes that are there.
  /// @param source what to call the bytes in messages
  /// @throws Error (ErrorCode::model) if they are no such file, of another version, cut short,
  /// longer than they say, or list impossible arrays
  [[nodiscard]] static ClassifierRecord decoded(std::span<const std::byte> bytes,
                                                std::string_view source);

 private:
  struct Array {
    std::string type;  ///< "f32", "f64" or "u32"
    Shape shape;
    std::string bytes;
  };

  template <typename Number>
  void add_array(const std::string& name, Shape shape, std::span<const Number> values);
  template <typename Number>
  [[nodiscard]] std::vector<Number> array(const std::string& name, const Shape& shape) const;
  [[nodiscard]] const Array& find(const std::string& name) const;
  void read_array(const Json& entry, std::span<const std::byte>& left);

  std::string source_ = "a classifier";
  std::map<std::string, Array, std::less<>> arrays_;
};

}  // namespace mien
