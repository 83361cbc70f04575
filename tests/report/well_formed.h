#pragma once

#include <gtest/gtest.h>

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace mien {

/// Why a document without comments, declarations and CDATA is not well-formed XML; "" if it is.
class XmlCheck {
 public:
  static std::string problem_of(std::string_view xml) { return XmlCheck(xml).run(); }

 private:
  explicit XmlCheck(std::string_view xml) : rest_(xml) {}

  std::string run() {
    bool root_seen = false;
    while (!rest_.empty()) {
      if (rest_.front() != '<') {
        const std::string_view text = take(rest_.find('<'));
        if (!is_text(text)) return "bad text: " + std::string(text);
        if (open_.empty() && text.find_first_not_of(" \n") != std::string_view::npos)
          return "text outside of the root";
        continue;
      }
      const std::size_t end = rest_.find('>');
      if (end == std::string_view::npos) return "a tag without an end";
      std::string_view tag = take(end + 1);
      tag = tag.substr(1, tag.size() - 2);
      if (tag.starts_with('/')) {
        if (open_.empty() || open_.back() != tag.substr(1)) return "closes " + std::string(tag);
        open_.pop_back();
        continue;
      }
      if (open_.empty() && root_seen) return "two roots";
      root_seen = true;
      const bool empty = tag.ends_with('/');
      if (empty) tag.remove_suffix(1);
      if (!has_good_attributes(tag)) return "bad attributes: " + std::string(tag);
      if (!empty) open_.push_back(tag.substr(0, tag.find(' ')));
    }
    if (!open_.empty()) return "not closed: " + std::string(open_.back());
    return root_seen ? "" : "no root";
  }

  std::string_view take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  static bool is_text(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (static_cast<unsigned char>(text[i]) < 0x20 && text[i] != '\n') return false;
      if (text[i] == '<') return false;
      if (text[i] != '&') continue;
      const std::string_view entity = text.substr(i, text.find(';', i) - i + 1);
      if (entity != "&amp;" && entity != "&lt;" && entity != "&gt;" && entity != "&quot;" &&
          entity != "&#39;")
        return false;
    }
    return true;
  }

  static bool has_good_attributes(std::string_view tag) {
    std::vector<std::string_view> names;
    std::size_t at = tag.find(' ');
    while (at < tag.size()) {
      const std::size_t equals = tag.find("=\"", at);
      if (tag[at] != ' ' || equals == std::string_view::npos) return false;
      const std::string_view name = tag.substr(at + 1, equals - at - 1);
      for (const std::string_view other : names) {
        if (other == name) return false;
      }
      for (const char c : name) {
        const bool is_letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
        if (!is_letter && c != '-' && c != '1' && c != '2') return false;
      }
      names.push_back(name);
      const std::size_t end = tag.find('"', equals + 2);
      if (end == std::string_view::npos) return false;
      if (!is_text(tag.substr(equals + 2, end - equals - 2))) return false;
      at = end + 1;
    }
    return true;
  }

  std::string_view rest_;
  std::vector<std::string_view> open_;
};

/// How often `part` occurs in `text`.
inline int occurrences(std::string_view text, std::string_view part) {
  int count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

/// Text that breaks out of what does not escape it.
inline const std::string hostile_text = "</text><script>\"'&amp;\x01\xFF\xEF\xBF\xBF\u202E & > end";

}  // namespace mien
