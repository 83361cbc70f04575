#pragma once

#include "serve/call.h"
#include "serve/service.h"
#include "serve/upload.h"

namespace mien::serve {

/// The routes of the server, one file for each. The service must outlive them.

/// POST /v1/analyze: the faces of pictures.
[[nodiscard]] Route analyze_route(Service& service);

/// POST /v1/compare: whether two pictures look like the same person.
[[nodiscard]] Route compare_route(Service& service);

/// POST /v1/identify: who of the gallery the faces of pictures look like.
[[nodiscard]] Route identify_route(Service& service);

/// GET /v1/gallery/people, and GET, POST and DELETE /v1/gallery/people/{name}.
[[nodiscard]] std::vector<Route> gallery_routes(Service& service);

/// POST /v1/live, DELETE /v1/live/{id} and POST /v1/live/{id}/frame: a camera, frame by frame.
[[nodiscard]] std::vector<Route> live_routes(Service& service);

/// POST /v1/clips, and GET and DELETE of a clip, its results and what is told of it while it is
/// read.
[[nodiscard]] std::vector<Route> clip_routes(Service& service);

/// /v2: the Open Inference Protocol of each network, and of all of them together as "mien".
[[nodiscard]] std::vector<Route> inference_routes(Service& service);

/// GET /health/live and /health/ready.
[[nodiscard]] std::vector<Route> health_routes(Service& service);

/// GET /metrics
[[nodiscard]] Route metrics_route(Service& service);

/// GET /openapi.json
[[nodiscard]] Route openapi_route();

/// GET / and what the page loads.
[[nodiscard]] std::vector<Route> page_routes();

/// The gallery of the server.
/// @throws Problem with status 404 if it has none
[[nodiscard]] GalleryKeeper& gallery_of(Service& service);

/// Jobs that read nothing but what tells people apart.
[[nodiscard]] std::vector<PictureJob> identity_jobs(std::vector<Upload> pictures);

}  // namespace mien::serve
