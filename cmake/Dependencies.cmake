# Every library comes from the distribution's packages. Only the VTK and ITK modules that are used
# are asked for: their full lists make configuring and linking crawl.

find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets OpenGLWidgets Sql Svg Xml Test LinguistTools)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(DCMTK REQUIRED)
find_package(GDCM REQUIRED)
find_package(ITK 5.2 REQUIRED COMPONENTS ITKCommon ITKIOImageBase ITKIONIFTI ITKIONRRD ITKIOMeta)
find_package(ZLIB REQUIRED)

# The serial library by itself: CMake's own search asks the compiler wrapper, which may be that of MPI.
find_path(HDF5_SERIAL_INCLUDE hdf5.h PATH_SUFFIXES hdf5/serial REQUIRED)
find_library(HDF5_SERIAL_LIBRARY NAMES hdf5_serial hdf5 REQUIRED)
add_library(uptake_hdf5 INTERFACE)
target_include_directories(uptake_hdf5 SYSTEM INTERFACE ${HDF5_SERIAL_INCLUDE})
target_link_libraries(uptake_hdf5 INTERFACE ${HDF5_SERIAL_LIBRARY})

find_path(LIBDEFLATE_INCLUDE libdeflate.h REQUIRED)
find_library(LIBDEFLATE_LIBRARY NAMES deflate REQUIRED)
add_library(uptake_libdeflate INTERFACE)
target_include_directories(uptake_libdeflate SYSTEM INTERFACE ${LIBDEFLATE_INCLUDE})
target_link_libraries(uptake_libdeflate INTERFACE ${LIBDEFLATE_LIBRARY})

# Unpacks gzip as it streams in, twice as quick as zlib.
find_path(ISAL_INCLUDE isa-l/igzip_lib.h REQUIRED)
find_library(ISAL_LIBRARY NAMES isal REQUIRED)
add_library(uptake_isal INTERFACE)
target_include_directories(uptake_isal SYSTEM INTERFACE ${ISAL_INCLUDE})
target_link_libraries(uptake_isal INTERFACE ${ISAL_LIBRARY})

# GDCM reads JPEG 2000 through this library, but prints its warnings of damage and goes on. Not by its package
# configuration: that asks for programs which distributions keep apart.
find_path(OPENJPEG_INCLUDE openjpeg.h PATH_SUFFIXES openjpeg-2.5 openjpeg-2.6 openjpeg-2.4 openjpeg-2.3 REQUIRED)
find_library(OPENJPEG_LIBRARY NAMES openjp2 REQUIRED)
add_library(uptake_openjpeg INTERFACE)
target_include_directories(uptake_openjpeg SYSTEM INTERFACE ${OPENJPEG_INCLUDE})
target_link_libraries(uptake_openjpeg INTERFACE ${OPENJPEG_LIBRARY})

# Workbooks are zip archives.
find_path(LIBZIP_INCLUDE zip.h REQUIRED)
find_library(LIBZIP_LIBRARY NAMES zip REQUIRED)
add_library(uptake_libzip INTERFACE)
target_include_directories(uptake_libzip SYSTEM INTERFACE ${LIBZIP_INCLUDE})
target_link_libraries(uptake_libzip INTERFACE ${LIBZIP_LIBRARY})

set(UPTAKE_VTK CommonCore CommonDataModel CommonExecutionModel CommonMath FiltersCore
  RenderingCore RenderingOpenGL2 RenderingUI RenderingVolume RenderingVolumeOpenGL2)
if(UPTAKE_BENCHMARKS)
  # The stock views and projections. All at once: VTK's configuration can be read only once.
  list(APPEND UPTAKE_VTK ImagingCore InteractionStyle RenderingImage
    OPTIONAL_COMPONENTS RenderingContextOpenGL2)
endif()
find_package(VTK 9.1 REQUIRED COMPONENTS ${UPTAKE_VTK})
