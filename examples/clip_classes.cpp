// Learns classes of clips and names those of other clips: clip_classes TRAIN_FOLDER TEST_FOLDER
// A clip of the class "happy" is TRAIN_FOLDER/happy/one.mp4, or a folder of pictures of that name.
#include <mien/core/error.h>
#include <mien/descriptors/describe.h>
#include <mien/learn/pipeline.h>

#include <iostream>
#include <span>
#include <string>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: clip_classes TRAIN_FOLDER TEST_FOLDER\n";
    return 2;
  }
  try {
    const std::string train(argv[1]);
    const std::string test(argv[2]);
    mien::DescribeOptions options;
    options.model = "mobilenet-v1-emotion";

    const mien::DescribedClips known = mien::describe_clips(std::span(&train, 1), options);
    const mien::Pipeline pipeline =
        mien::fit_pipeline(mien::labelled(known), {{}, mien::LinearSvcOptions{.c = 1.1}});

    const mien::DescribedClips clips = mien::describe_clips(std::span(&test, 1), options);
    const mien::ClassPredictions classes = pipeline.predict(clips.descriptors);
    for (std::size_t i = 0; i < clips.clips.size(); ++i) {
      std::cout << clips.clips[i].name << ": " << pipeline.names()[classes.chosen[i]] << '\n';
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
