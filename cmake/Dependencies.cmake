# Every library comes from the distribution's packages. Only the VTK and ITK modules that are used
# are asked for: their full lists make configuring and linking crawl.

find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Sql Svg Xml Test LinguistTools)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(DCMTK REQUIRED)
find_package(GDCM REQUIRED)
find_package(ITK 5.2 REQUIRED COMPONENTS ITKCommon ITKIOImageBase ITKIONIFTI ITKIONRRD ITKIOMeta)
find_package(ZLIB REQUIRED)
set(UPTAKE_VTK CommonCore CommonDataModel CommonExecutionModel FiltersCore)
if(UPTAKE_BENCHMARKS)
  # The stock views and projections. All at once: VTK's configuration can be read only once.
  list(APPEND UPTAKE_VTK CommonMath ImagingCore InteractionStyle RenderingCore RenderingImage RenderingOpenGL2
    RenderingUI OPTIONAL_COMPONENTS RenderingContextOpenGL2)
endif()
find_package(VTK 9.1 REQUIRED COMPONENTS ${UPTAKE_VTK})
