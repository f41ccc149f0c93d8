# A room is one static library. PUBLIC is what its headers show, PRIVATE what they hide.
#   uptake_room(NAME SOURCES ... PUBLIC ... PRIVATE ...)
function(uptake_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE})
  uptake_warnings(${name})
endfunction()

function(uptake_warnings target)
  target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 $<$<BOOL:${UPTAKE_WARNINGS_AS_ERRORS}>:/WX>)
  else()
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
      -Woverloaded-virtual -Wnull-dereference
      $<$<BOOL:${UPTAKE_WARNINGS_AS_ERRORS}>:-Werror>)
  endif()
endfunction()

# One Qt Test executable a subject: tests/<room>/tst_<subject>.cpp
#   uptake_test(SUBJECT LIBS ... [REALDATA] [TIMEOUT s])
function(uptake_test subject)
  cmake_parse_arguments(TEST "REALDATA" "TIMEOUT" "LIBS;SOURCES" ${ARGN})
  set(target tst_${subject})
  add_executable(${target} tst_${subject}.cpp ${TEST_SOURCES})
  target_link_libraries(${target} PRIVATE test_support ${TEST_LIBS} Qt6::Test)
  uptake_warnings(${target})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  get_filename_component(room ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  add_test(NAME ${room}.${subject} COMMAND ${target})
  set(labels ${room})
  if(TEST_REALDATA)
    list(APPEND labels realdata)
  endif()
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  set_tests_properties(${room}.${subject} PROPERTIES LABELS "${labels}" TIMEOUT ${TEST_TIMEOUT}
    SKIP_REGULAR_EXPRESSION "every test of this subject needs the real data"
    ENVIRONMENT "UPTAKE_BIN_DIR=${CMAKE_BINARY_DIR}/bin;XDG_CACHE_HOME=${CMAKE_BINARY_DIR}/test-cache")
  add_dependencies(${target} uptake-reader)
  if(room MATCHES "^(viewer|app)$")
    # One pointer and one keyboard focus: windows of two tests on one display would take them from each other.
    set_tests_properties(${room}.${subject} PROPERTIES RESOURCE_LOCK display)
  endif()
endfunction()
