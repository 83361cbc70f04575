// Draws the faces of a clip or camera into a video: clip_overlay CLIP FILE.mp4
// CLIP is a video file, a folder of pictures, or "camera:0".
#include <mien/core/error.h>
#include <mien/media/frame_source.h>
#include <mien/media/video_writer.h>
#include <mien/pipeline/clip_analyzer.h>
#include <mien/report/annotate.h>

#include <iostream>
#include <optional>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: clip_overlay CLIP FILE.mp4\n";
    return 2;
  }
  try {
    const mien::FaceAnalyzer faces;
    const mien::ClipAnalyzer clips(faces);
    const auto source = mien::open_frames(argv[1]);
    std::optional<mien::VideoWriter> video;
    const mien::ClipAnalysis analysis =
        clips.analyze(*source, [&](const mien::AnalyzedFrame& frame) {
          const mien::Image& picture = frame.frame.picture;
          if (!video) video.emplace(argv[2], picture.size());
          video->write(mien::annotate(picture, frame.faces), frame.frame.seconds);
          return true;  // false would end the clip here
        });
    video->finish();
    std::cout << analysis.summary.frames << " frames, " << analysis.summary.tracks.size()
              << " people\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
