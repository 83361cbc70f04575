#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "mien/pipeline/face_analyzer.h"
#include "serve/clips/clip_analysis.h"
#include "serve/clips/private_folder.h"
#include "serve/options.h"

namespace mien::serve {

enum class ClipState {
  arriving,  ///< its bytes are not all there
  waiting,   ///< for the clips before it
  running,   ///< it is being read
  done,      ///< its results are there
  failed,    ///< it could not be read
};

/// A clip as its sender sees it.
struct ClipStatus {
  std::string id;
  std::string name;
  ClipState state = ClipState::arriving;
  ClipProgress progress;
  std::string error;        ///< why it failed
  std::uint64_t round = 0;  ///< grows with each change
};

/// The clips that clients have sent, which are read one after the other by one thread. They and
/// their results are in a private folder, which is made with the first one: `Limits` bound their
/// number, bytes and time. May be used by several threads at once.
class ClipJobs {
 public:
  /// Removes the folders of servers that were killed.
  /// @throws Error as FaceAnalyzer, (ErrorCode::usage) if the place for clips is no folder
  explicit ClipJobs(const ServeOptions& options);
  /// Gives up what is being read, and removes all files.
  ~ClipJobs();
  ClipJobs(const ClipJobs&) = delete;
  ClipJobs& operator=(const ClipJobs&) = delete;

  struct Entry;

  /// A clip that arrives. Unless it is handed to `add`, it is removed with this object.
  class Arrival {
   public:
    Arrival(ClipJobs& jobs, std::shared_ptr<Entry> entry);
    ~Arrival();
    Arrival(const Arrival&) = delete;
    Arrival& operator=(const Arrival&) = delete;

    /// @throws Error (ErrorCode::output) if the disk does not take it
    void write(std::string_view piece);

   private:
    friend class ClipJobs;
    ClipJobs& jobs_;
    std::shared_ptr<Entry> entry_;
    std::FILE* file_ = nullptr;
    bool added_ = false;
  };

  /// Makes room for a clip.
  /// @param bytes of it
  /// @param name in results and messages
  /// @param every use every Nth frame
  /// @throws Problem with status 503 if there is none, Error (ErrorCode::output) if no folder can
  /// be made
  [[nodiscard]] std::unique_ptr<Arrival> begin(std::size_t bytes, const std::string& name,
                                               int every);

  /// Puts a clip that has arrived whole behind those that wait.
  /// @throws Error (ErrorCode::output) if the disk did not take all of it
  ClipStatus add(Arrival& arrival);

  /// @throws Problem with status 404 if there is none of this name (any more)
  [[nodiscard]] ClipStatus status(const std::string& id);

  /// The status when it is another one than that of a round, or after a time.
  /// @throws Problem as `status`
  [[nodiscard]] ClipStatus changed_status(const std::string& id, std::uint64_t round,
                                          std::chrono::milliseconds time);

  /// A file of a clip that is done.
  /// @throws Problem as `status`, with status 409 if the clip is not done
  [[nodiscard]] std::filesystem::path result(const std::string& id, const char* file);

  /// Gives up a clip and removes its files.
  /// @throws Problem as `status`
  void remove(const std::string& id);

  /// Gives up all of them: the server is about to end.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  using EntryPointer = std::shared_ptr<Entry>;

  void work();
  void read(const EntryPointer& entry);
  [[nodiscard]] bool go_on(Entry& entry, const ClipProgress& progress);
  void finish(Entry& entry, ClipState state, const std::string& error);
  [[nodiscard]] EntryPointer next_waiting() const;
  [[nodiscard]] EntryPointer find(const std::string& id);
  void forget_old();
  [[nodiscard]] std::size_t held() const;

  const Limits limits_;
  const std::filesystem::path place_;
  const FaceAnalyzer analyzer_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<PrivateFolder> folder_;  ///< null until the first clip
  std::map<std::string, EntryPointer, std::less<>> entries_;
  std::uint64_t arrivals_ = 0;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace mien::serve
