# Four fifths of the time of compiling a source here goes into the same headers (Eigen, Qt, the standard
# library). They are compiled once for each set of Qt modules, which sets the macros that the headers
# see, and for what holds a case.
option(UPTAKE_PRECOMPILED "Compile the common headers once" ON)

if(UPTAKE_PRECOMPILED)
  #   carrier(NAME HEADER LIBS...)
  function(uptake_carrier name header)
    add_library(precompiled_${name} OBJECT ${PROJECT_SOURCE_DIR}/cmake/precompiled/empty.cpp)
    target_link_libraries(precompiled_${name} PRIVATE ${ARGN})
    target_include_directories(precompiled_${name} PRIVATE ${PROJECT_SOURCE_DIR})
    uptake_warnings(precompiled_${name})
    target_precompile_headers(precompiled_${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled/${header}.h)
  endfunction()
  uptake_carrier(core core Qt6::Core Eigen3::Eigen)
  uptake_carrier(gui core Qt6::Gui Eigen3::Eigen)
  uptake_carrier(widgets widgets Qt6::Widgets Eigen3::Eigen)
  uptake_carrier(app app Qt6::Widgets Eigen3::Eigen)
endif()

# Lets a target use the headers compiled for its Qt modules: core, gui, widgets or app.
function(uptake_precompiled target modules)
  if(UPTAKE_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM precompiled_${modules})
  endif()
endfunction()
