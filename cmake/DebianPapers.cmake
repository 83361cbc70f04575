# Writes what Debian wants beside the files of a package: copyright and changelog into doc/PACKAGE, and compressed man pages.
#
#   cmake -D SOURCE=... -D BUILD=... -D OUTPUT=... -D VERSION=... -D PACKAGER=... -D GZIP=... -D PACKAGES=NAME:COMPONENT;...
#     -D UPLOT_LICENCE=FILE -D BUNDLED=FOUND_AS:COMPONENT:FOLDER_WITH_ITS_TERMS;... -P DebianPapers.cmake

# The same bytes for the same source: no time and no name in what is compressed.
function(compress file)
  execute_process(COMMAND "${GZIP}" -9nf "${file}" COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE "${OUTPUT}")
file(COPY "${BUILD}/share/man/" DESTINATION "${OUTPUT}/man")
file(GLOB_RECURSE pages "${OUTPUT}/man/*.1")
foreach(page IN LISTS pages)
  compress("${page}")
endforeach()

# string(TIMESTAMP) takes SOURCE_DATE_EPOCH.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
string(TIMESTAMP year "%Y" UTC)
string(CONCAT changelog "mien (${VERSION}) bookworm; urgency=medium\n\n  * Made of mien's own sources; changelog.gz says what changed.\n\n"
  " -- ${PACKAGER}  ${date}\n")

# A file of another package about its terms, indented as a text of this one.
function(terms_of package result)
  set(file "/usr/share/doc/${package}/copyright")
  if(NOT EXISTS "${file}")
    message(FATAL_ERROR "expected ${file}, which has the terms of what is compiled in, found none; install ${package}")
  endif()
  file(READ "${file}" text)
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# Adds the terms of a library that the package brings along to its copyright file, and puts what it holds of others beside it.
macro(bundled_terms folder)
  foreach(notice LICENSE ThirdPartyNotices.txt)
    if(NOT EXISTS "${folder}/${notice}")
      message(FATAL_ERROR "expected ${folder}/${notice}, the terms of ${name_of}, found none; run scripts/setup packages")
    endif()
  endforeach()
  string(TOLOWER "${found_as}-notices" notices)
  file(READ "${folder}/LICENSE" terms)
  string(REPLACE "\r" "" terms "${terms}")
  string(APPEND copyright "${line}${name_of} (${homepage_of}) is in the folder mien beside the library.\nCopyright ${copyright_of}\n"
    "Licence: ${licence_of}. The terms of what it holds itself are in ${notices}.gz beside this file. Where they name a file that is\n"
    "not there: Apache-2.0 and BSD are in /usr/share/common-licenses, and MIT is the text below.\n\n${terms}\n")
  configure_file("${folder}/ThirdPartyNotices.txt" "${OUTPUT}/doc/${package}/${notices}" COPYONLY)
  compress("${OUTPUT}/doc/${package}/${notices}")
endmacro()

set(line "------------------------------------------------------------------------------\n")
string(CONCAT own "mien ${VERSION}\n\nCopyright ${year} the authors of mien\n\n"
  "Licensed under the Apache License, Version 2.0. On Debian systems its text is in\n/usr/share/common-licenses/Apache-2.0.\n\n")

# The list of this build: what it leaves out is not in its packages either.
file(READ "${BUILD}/components.json" list)
string(JSON count LENGTH "${list}" components)
math(EXPR last "${count} - 1")
foreach(package_and_component IN LISTS PACKAGES)
  string(REPLACE ":" ";" parts "${package_and_component}")
  list(GET parts 0 package)
  list(GET parts 1 component)
  set(copyright "${own}")
  if(component STREQUAL models)
    string(APPEND copyright "The networks were trained by mien. A card beside each, /usr/share/mien/models/*.md, says with which data\n"
      "and under which terms of these.\n\n")
  endif()
  foreach(i RANGE ${last})
    foreach(key name part use licence copyright homepage)
      string(JSON ${key}_of GET "${list}" components ${i} ${key})
    endforeach()
    string(JSON source ERROR_VARIABLE none GET "${list}" components ${i} package)
    set(compiled_in OFF)
    if(use_of STREQUAL "compiled in" AND ((part_of STREQUAL mien AND component MATCHES "^(runtime|tools)$") OR
       (part_of STREQUAL "the Python package" AND component STREQUAL python3)))
      set(compiled_in ON)
    endif()
    if(compiled_in AND name_of STREQUAL uPlot)
      # It is from npm and in the server alone.
      if(component STREQUAL tools)
        file(READ "${UPLOT_LICENCE}" terms)
        string(REPLACE "\r" "" terms "${terms}")
        string(APPEND copyright "${line}${name_of} (${homepage_of}) is compiled in.\nLicence: ${licence_of}.\n\n${terms}\n")
      endif()
    elseif(compiled_in)
      terms_of(${source} terms)
      string(APPEND copyright "${line}Parts of ${name_of} (${homepage_of}) are compiled in.\nCopyright ${copyright_of}\n"
        "Licence: ${licence_of}. What Debian says of its source:\n\n${terms}\n")
    endif()
    string(JSON found_as ERROR_VARIABLE none GET "${list}" components ${i} found_as)
    foreach(entry IN LISTS BUNDLED)
      string(REGEX MATCH "^([^:]*):([^:]*):(.*)$" entry "${entry}")
      set(folder "${CMAKE_MATCH_3}")
      if(use_of STREQUAL bundled AND found_as STREQUAL CMAKE_MATCH_1 AND component STREQUAL CMAKE_MATCH_2)
        bundled_terms("${folder}")
      endif()
    endforeach()
  endforeach()
  file(WRITE "${OUTPUT}/doc/${package}/copyright" "${copyright}")
  file(WRITE "${OUTPUT}/doc/${package}/changelog.Debian" "${changelog}")
  compress("${OUTPUT}/doc/${package}/changelog.Debian")
  configure_file("${SOURCE}/CHANGELOG.md" "${OUTPUT}/doc/${package}/changelog" COPYONLY)
  compress("${OUTPUT}/doc/${package}/changelog")
endforeach()
file(WRITE "${OUTPUT}/written" "")
