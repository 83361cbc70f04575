#include <string_view>

#include "serve/endpoints/endpoints.h"

namespace mien {
extern const std::string_view serve_page_index;
extern const std::string_view serve_page_style;
extern const std::string_view serve_page_icon;
extern const std::string_view serve_page_app;
extern const std::string_view serve_page_api;
extern const std::string_view serve_page_photo;
extern const std::string_view serve_page_camera;
extern const std::string_view serve_page_clip;
extern const std::string_view serve_page_player;
extern const std::string_view serve_page_recording;
extern const std::string_view serve_page_people;
extern const std::string_view serve_page_chart;
extern const std::string_view serve_page_draw;
extern const std::string_view serve_page_uplot;
extern const std::string_view serve_page_uplot_style;
extern const std::string_view serve_page_uplot_licence;
}  // namespace mien

namespace mien::serve {

namespace {

/// Nothing but this server is asked, no script or style but its own runs, no other page frames it.
constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'";

Route file(const char* path, const char* type, const std::string_view& text) {
  return {.method = "GET",
          .pattern = path,
          .role = Role::anyone,
          .work = false,
          .answer = [type, &text](const Call&) {
            return Reply{.type = type,
                         .body = std::string(text),
                         .headers = {{"Content-Security-Policy", policy},
                                     {"Permissions-Policy", "camera=(self), microphone=()"}}};
          }};
}

}  // namespace

std::vector<Route> page_routes() {
  constexpr const char* script = "text/javascript; charset=utf-8";
  return {file("/", "text/html; charset=utf-8", serve_page_index),
          file("/page/style.css", "text/css; charset=utf-8", serve_page_style),
          file("/page/icon.svg", "image/svg+xml", serve_page_icon),
          file("/page/app.js", script, serve_page_app),
          file("/page/api.js", script, serve_page_api),
          file("/page/photo.js", script, serve_page_photo),
          file("/page/camera.js", script, serve_page_camera),
          file("/page/clip.js", script, serve_page_clip),
          file("/page/player.js", script, serve_page_player),
          file("/page/recording.js", script, serve_page_recording),
          file("/page/people.js", script, serve_page_people),
          file("/page/chart.js", script, serve_page_chart),
          file("/page/draw.js", script, serve_page_draw),
          file("/page/uplot.js", script, serve_page_uplot),
          file("/page/uplot.css", "text/css; charset=utf-8", serve_page_uplot_style),
          // Its licence wants to be with each copy.
          file("/page/uplot-licence.txt", "text/plain; charset=utf-8", serve_page_uplot_licence)};
}

}  // namespace mien::serve
