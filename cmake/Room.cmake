# A room is one static library. PUBLIC is what its headers show, PRIVATE what they hide.
# Moc reads the headers among the sources; a room that lists none has nothing for it.
# NAMES_ALL_VALUES: its switches over an enumeration name every value, `default` or not, so that a new value is seen
# wherever it matters. Not for rooms that pick a few of Qt's events, tokens or roles.
#   uptake_room(NAME SOURCES ... PUBLIC ... PRIVATE ... [QT core|gui|widgets|app] [NAMES_ALL_VALUES])
function(uptake_room name)
  cmake_parse_arguments(ROOM "NAMES_ALL_VALUES" "QT" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE})
  if("${ROOM_SOURCES}" MATCHES "\\.h(;|$)")
    set_target_properties(${name} PROPERTIES AUTOMOC ON AUTORCC ON)
  endif()
  uptake_warnings(${name})
  if(ROOM_NAMES_ALL_VALUES AND NOT MSVC)
    target_compile_options(${name} PRIVATE -Wswitch-enum)
  endif()
  uptake_precompiled(${name} ${ROOM_QT})
endfunction()

# How every source is compiled: with which warnings, and what it takes to compile several as one (the presets say how
# many, CMAKE_UNITY_BUILD_BATCH_SIZE): each source has a `Texts` of its own, all else in unnamed namespaces has
# names that occur once in its target.
function(uptake_warnings target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD_UNIQUE_ID Texts)
  target_compile_definitions(${target} PRIVATE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 $<$<BOOL:${UPTAKE_WARNINGS_AS_ERRORS}>:/WX>)
  else()
    target_compile_options(${target} PRIVATE
      -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
      -Woverloaded-virtual -Wnull-dereference
      # Its question is whether a header uses an unnamed namespace, but it takes included sources for headers.
      $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage>
      $<$<BOOL:${UPTAKE_WARNINGS_AS_ERRORS}>:-Werror>)
  endif()
endfunction()

# One Qt Test executable a subject: tests/<room>/tst_<subject>.cpp
#   uptake_test(SUBJECT LIBS ... [WINDOW] [REALDATA] [THREADS] [TIMEOUT s])
# WINDOW: it, or a program that it starts, shows windows. So does every test of the viewer and the app.
# THREADS: the thread sanitizer is to see it.
function(uptake_test subject)
  cmake_parse_arguments(TEST "REALDATA;WINDOW;THREADS" "TIMEOUT" "LIBS;SOURCES" ${ARGN})
  set(target tst_${subject})
  add_executable(${target} tst_${subject}.cpp ${TEST_SOURCES})
  # A test has its one class in its one source. CMake's automatic way would scan, and compile a file more, for
  # each of them.
  set(moc ${CMAKE_CURRENT_BINARY_DIR}/${target}.moc)
  qt_generate_moc(${CMAKE_CURRENT_SOURCE_DIR}/tst_${subject}.cpp ${moc} TARGET ${target})
  target_sources(${target} PRIVATE ${moc})
  add_custom_target(${target}_moc DEPENDS ${moc})
  add_dependencies(test_mocs ${target}_moc)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  target_link_libraries(${target} PRIVATE test_support ${TEST_LIBS} Qt6::Test)
  uptake_warnings(${target})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if("app" IN_LIST TEST_LIBS)
    # Most tests of the window open the demo study.
    target_link_libraries(${target} PRIVATE io-phantom)
    uptake_precompiled(${target} app)
  elseif("viewer" IN_LIST TEST_LIBS)
    uptake_precompiled(${target} widgets)
  elseif("annotation" IN_LIST TEST_LIBS OR "session" IN_LIST TEST_LIBS)
    uptake_precompiled(${target} gui)
  else()
    uptake_precompiled(${target} core)
  endif()
  add_dependencies(${target} uptake-reader)

  get_filename_component(room ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(window)
  if(TEST_WINDOW OR "app" IN_LIST TEST_LIBS OR "viewer" IN_LIST TEST_LIBS)
    set(window WINDOW)
  endif()
  set(labels ${room})
  if(TEST_REALDATA)
    list(APPEND labels realdata)
  endif()
  if(TEST_THREADS)
    list(APPEND labels threads)
    add_dependencies(thread_tests ${target})
  endif()
  uptake_run_test(${room}.${subject} ${target} ${window} LABELS ${labels} TIMEOUT ${TEST_TIMEOUT})
endfunction()

# Lets ctest run a test program, beside others: tests/scripts/run_test gives each a home and, for windows, a
# display of its own.
#   uptake_run_test(NAME TARGET [WINDOW] [LABELS ...] [TIMEOUT s] [ARGS ...])
function(uptake_run_test name target)
  cmake_parse_arguments(RUN "WINDOW" "TIMEOUT" "LABELS;ARGS" ${ARGN})
  if(NOT RUN_TIMEOUT)
    set(RUN_TIMEOUT 300)
  endif()
  # Sanitizers make everything some times slower.
  if(CMAKE_BUILD_TYPE STREQUAL Debug)
    math(EXPR RUN_TIMEOUT "4 * ${RUN_TIMEOUT}")
  endif()
  set(kind plain)
  if(RUN_WINDOW)
    set(kind window)
  endif()
  set(runner)
  if(UNIX AND NOT APPLE)
    set(runner ${PROJECT_SOURCE_DIR}/tests/scripts/run_test ${CMAKE_BINARY_DIR}/test-homes/${name} ${kind})
  endif()
  add_test(NAME ${name} COMMAND ${runner} $<TARGET_FILE:${target}> ${RUN_ARGS})
  set_tests_properties(${name} PROPERTIES LABELS "${RUN_LABELS}" TIMEOUT ${RUN_TIMEOUT}
    SKIP_REGULAR_EXPRESSION "every test of this subject needs the real data"
    ENVIRONMENT "UPTAKE_BIN_DIR=${CMAKE_BINARY_DIR}/bin")
endfunction()
