#include "cli/data/prepare_options.h"

#include <CLI/CLI.hpp>
#include <map>

#include "cli/shell/common_options.h"

namespace mien::cli {

namespace {

template <typename Value>
void add_choice(CLI::App& app, const std::string& name, Value& value, const std::string& help,
                const std::map<std::string, Value>& words, const std::string& initial) {
  std::string listed;
  for (const auto& [word, meaning] : words) listed += (listed.empty() ? "" : "|") + word;
  app.add_option(name, value, help)
      ->transform(CLI::CheckedTransformer(words).description(""))
      ->type_name(listed)
      ->default_str(initial)
      ->group("Crops");
}

void add_crop_options(CLI::App& app, CutOptions& cut) {
  app.add_option("--margin", cut.crop.margin,
                 "Margin on each side of a crop, as a share of the face's width and height")
      ->check(CLI::Range(0.0, 2.0))
      ->type_name("SHARE")
      ->capture_default_str()
      ->group("Crops");
  app.add_option("--margin-pixels", cut.margin_pixels,
                 "Instead of --margin: added left and right, and above and below, in pixels of the "
                 "picture (the author's notebook: 20,40)")
      ->delimiter(',')
      ->check(CLI::Range(0, 8192))
      ->excludes("--margin")
      ->type_name("X,Y")
      ->group("Crops");
  add_choice<CropShape>(app, "--shape", cut.crop.shape,
                        "Cut the detected box, or the smallest square around it",
                        {{"box", CropShape::box}, {"square", CropShape::square}}, "box");
  add_choice<Alignment>(app, "--align", cut.crop.alignment,
                        "Turn each face until its eyes lie level, and cut it so",
                        {{"none", Alignment::none}, {"eyes", Alignment::eyes}}, "none");
  app.add_option("--size", cut.size, "Shrink crops whose longest side is above this")
      ->check(CLI::Range(8, 8192))
      ->type_name("PIXELS")
      ->capture_default_str()
      ->group("Crops");
  add_choice<CropFormat>(app, "--format", cut.format,
                         "Store crops as png, without loss, or as jpeg of quality 95",
                         {{"png", CropFormat::png}, {"jpeg", CropFormat::jpeg}}, "png");
  add_choice<SeveralFaces>(app, "--several", cut.several,
                           "Of several faces cut the largest or the one nearest to the centre, or "
                           "skip the picture",
                           {{"largest", SeveralFaces::largest},
                            {"centre", SeveralFaces::centre},
                            {"skip", SeveralFaces::skip}},
                           "largest");
  add_choice<NoFace>(app, "--no-face", cut.no_face,
                     "Skip pictures in which no face is found, or take them whole",
                     {{"skip", NoFace::skip}, {"whole", NoFace::whole}}, "skip");
}

}  // namespace

void add_prepare_options(CLI::App& app, PrepareRequest& request) {
  app.add_option("SOURCE", request.sources,
                 "Labelled pictures: a folder for each class, a manifest .csv, or a .tar")
      ->required();
  app.add_option("-o,--output", request.output, "The archive of crops to write")
      ->required()
      ->type_name("OUT.tar");
  add_crop_options(app, request.cut);
  add_detector_choice(app, request.analyzer, "Detector");
  add_min_face(app, request.analyzer, "Detector");
  add_detector_thresholds(app, request.analyzer, "Detector");
  add_max_corrupt(app, request.max_corrupt);
  add_threads(app, request.threads);
  app.add_flag("-q,--quiet", request.quiet, "Print no summary or progress bar");
  app.footer(
      "Examples:\n"
      "  mien prepare people/ -o people.tar\n"
      "  mien prepare photos/labels.csv -o crops.tar --margin 0.2 --shape square --size 160\n"
      "  mien prepare one.tar two.tar -o both.tar --several centre --no-face whole\n"
      "\n"
      "A picture whose record has a box (columns x, y, width, height) is cut there, without the\n"
      "detector. With --align eyes it is turned by the points in its column landmarks (68, 5,\n"
      "or the two eyes; x;y;x;y;...).\n"
      "docs/guides/datasets.md describes the sources.\n"
      "Exit code: 0 all good, 1 a source is bad or too many pictures are, 2 usage, 3 set-up or\n"
      "output, 130 interrupted (nothing is written then).");
}

}  // namespace mien::cli
