#include "viewer/render/vtk/module/plan_shader_p.h"

namespace uptake::vtk {

namespace {

constexpr const char* kCommon = R"(//VTK::System::Dec
//VTK::Output::Dec
uniform sampler2D tables;
uniform sampler2D colours;
uniform sampler2D cells;
in vec2 texCoord;  // from the lower left corner
uniform int width;  // device pixels
uniform int height;
uniform vec3 ground;  // 0 ... 255
uniform int mode;
uniform int squareSize;
uniform int dividingLine;
uniform int labelTable;
uniform int labelCount;
uniform int agreementFirst;
uniform int agreementSecond;
uniform int agreementColours;

ivec2 place(int n) { return ivec2(n & 4095, n >> 12); }
vec4 entryAt(int n) { return texelFetch(tables, place(n), 0); }
// QRgb has blue in its lowest byte.
ivec4 colourAt(int n) { return ivec4(texelFetch(colours, place(n), 0).bgra * 255.0 + 0.5); }

// A premultiplied colour over another, divided by 255 with rounding.
ivec3 layOver(ivec4 colour, ivec3 below) {
  ivec3 part = below * (255 - colour.a);
  return colour.rgb + ((part + (part >> 8) + 128) >> 8);
}

// The label that a pixel shows: 0 none.
int labelOf(int table, ivec2 pixel) {
  vec4 where = entryAt(table);
  int column = int(entryAt(int(where.x) + pixel.x).x);
  int row = int(entryAt(int(where.y) + pixel.y).x);
  if (column < 0 || row < 0) return 0;
  int cell = int(where.w) * 4096 + row * int(where.z) + column;
  return int(texelFetch(cells, place(cell), 0).r * 65535.0 + 0.5);
}
ivec4 labelColour(int table, ivec2 pixel) {
  int label = labelOf(table, pixel);
  vec4 range = entryAt(table + 1);
  if (label == 0 || label >= int(range.y)) return ivec4(0);
  return colourAt(int(range.x) + label);
}
ivec3 paintLabels(ivec2 pixel, ivec3 below) {
  // Where several masks have a colour none is filled.
  int covers = 0;
  ivec4 found = ivec4(0);
  for (int n = 0; n < labelCount; ++n) {
    ivec4 colour = labelColour(labelTable + 2 * n, pixel);
    if (colour == ivec4(0)) continue;
    ++covers;
    found = colour;
  }
  return covers == 1 ? layOver(found, below) : below;
}
ivec3 paintAgreement(ivec2 pixel, ivec3 below) {
  int state = 0;
  if (agreementFirst >= 0 && labelOf(agreementFirst, pixel) != 0) state += 1;
  if (agreementSecond >= 0 && labelOf(agreementSecond, pixel) != 0) state += 2;
  return state == 0 ? below : layOver(colourAt(agreementColours + state), below);
}
)";

/// What all images have; see kImage.
constexpr const char* kImageNumbers = R"(
uniform SAMPLER NAMEVoxels;
uniform int NAMEInts[14];
uniform float NAMEFloats[5];
int NAMEEntry(float value) {
  return NAMEInts[13] + int(clamp((value - NAMEFloats[0]) * NAMEFloats[1], 0.0, 4095.0));
}
)";

/// Of one image; NAME, SAMPLER, VALUE (float or vec3), TEXEL (r or rgb) are put in.
constexpr const char* kImage = R"(
VALUE NAMEVoxel(ivec3 at) { return VALUE(texelFetch(NAMEVoxels, at, 0).TEXEL); }
VALUE NAMEJoined(VALUE sum, VALUE value) {
  if (NAMEInts[10] == 0) return sum + value;
  return NAMEInts[10] == 1 ? max(sum, value) : min(sum, value);
}
// A cell of the lattice of stored voxels: its layers combined.
VALUE NAMECell(int column, int row) {
  ivec3 at;
  at[NAMEInts[3]] = column;
  at[NAMEInts[4]] = row;
  VALUE sum = VALUE(0.0);
  for (int n = 0; n < NAMEInts[9]; ++n) {
    vec2 layer = entryAt(NAMEInts[8] + n).xy;
    at[NAMEInts[5]] = int(layer.x);
    VALUE value = NAMEVoxel(at);
    if (NAMEInts[10] == 0) value *= layer.y;
    sum = n == 0 ? value : NAMEJoined(sum, value);
  }
  return sum;
}
bool NAMEStored(ivec2 pixel, out VALUE value) {
  vec4 column = entryAt(NAMEInts[6] + pixel.x);
  vec4 row = entryAt(NAMEInts[7] + pixel.y);
  value = VALUE(0.0);
  if (column.w == 0.0 || row.w == 0.0) return false;
  int upper = int(row.x);
  int lower = int(row.z);
  value = NAMECell(int(column.x), upper);
  if (row.y > 0.0) value += row.y * (NAMECell(int(column.x), lower) - value);
  if (column.y > 0.0) {
    VALUE right = NAMECell(int(column.z), upper);
    if (row.y > 0.0) right += row.y * (NAMECell(int(column.z), lower) - right);
    value += column.y * (right - value);
  }
  return true;
}
VALUE NAMELinear(vec3 at) {
  vec3 last = vec3(NAMEInts[0] - 1, NAMEInts[1] - 1, NAMEInts[2] - 1);
  vec3 within = clamp(at, vec3(0.0), last);
  ivec3 low = ivec3(within);
  ivec3 high = min(low + 1, ivec3(last));
  vec3 part = within - vec3(low);
  VALUE rows[4];
  for (int n = 0; n < 4; ++n) {
    int j = (n & 1) == 0 ? low.y : high.y;
    int k = n < 2 ? low.z : high.z;
    VALUE left = NAMEVoxel(ivec3(low.x, j, k));
    rows[n] = left + part.x * (NAMEVoxel(ivec3(high.x, j, k)) - left);
  }
  VALUE front = rows[0] + part.y * (rows[1] - rows[0]);
  VALUE back = rows[2] + part.y * (rows[3] - rows[2]);
  return front + part.z * (back - front);
}
VALUE NAMENearest(vec3 at) {
  vec3 last = vec3(NAMEInts[0] - 1, NAMEInts[1] - 1, NAMEInts[2] - 1);
  return NAMEVoxel(ivec3(clamp(at, vec3(0.0), last) + 0.5));
}
bool NAMEOblique(ivec2 pixel, out VALUE value) {
  vec3 stride = vec3(NAMEFloats[2], NAMEFloats[3], NAMEFloats[4]);
  float count = 0.0;
  value = VALUE(0.0);
  for (int n = 0; n < NAMEInts[9]; ++n) {
    int line = NAMEInts[7] + 2 * (n * height + pixel.y);
    vec2 inside = entryAt(line + 1).xy;
    if (pixel.x < int(inside.x) || pixel.x > int(inside.y)) continue;
    vec3 at = entryAt(line).xyz + float(pixel.x) * stride;
    VALUE sampled = NAMEInts[11] != 0 ? NAMELinear(at) : NAMENearest(at);
    value = count == 0.0 ? sampled : NAMEJoined(value, sampled);
    count += 1.0;
  }
  if (NAMEInts[10] == 0 && count > 1.0) value /= count;
  return count > 0.0;
}
ivec3 NAMEPaint(ivec2 pixel, ivec3 below) {
  VALUE value;
  if (NAMEInts[12] != 0) {
    if (!NAMEOblique(pixel, value)) return below;
  } else if (!NAMEStored(pixel, value)) {
    return below;
  }
  return NAMEColoured(value, below);
}
)";

constexpr const char* kValues = R"(
ivec3 NAMEColoured(float value, ivec3 below) { return layOver(colourAt(NAMEEntry(value)), below); }
)";

/// Each channel of a colour by itself.
constexpr const char* kChannels = R"(
ivec3 NAMEColoured(vec3 value, ivec3 below) {
  return ivec3(colourAt(NAMEEntry(value.r)).r, colourAt(NAMEEntry(value.g)).g,
               colourAt(NAMEEntry(value.b)).b);
}
)";

void replaceAll(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

std::string imageShader(const std::string& name, VoxelType type) {
  const bool isColour = type == VoxelType::Rgb8;
  std::string text = kImageNumbers;
  text += isColour ? kChannels : kValues;
  text += kImage;
  replaceAll(text, "NAME", name);
  replaceAll(text, "SAMPLER",
             type == VoxelType::Int16     ? "isampler3D"
             : type == VoxelType::Float32 ? "sampler3D"
                                          : "usampler3D");
  replaceAll(text, "VALUE", isColour ? "vec3" : "float");
  replaceAll(text, "TEXEL", isColour ? "rgb" : "r");
  return text;
}

}  // namespace

ShaderKind shaderKind(const CardPlan& plan) {
  ShaderKind kind;
  if (plan.under) kind.under = plan.under->volume->type();
  if (plan.over) kind.over = plan.over->volume->type();
  return kind;
}

std::string planShader(const ShaderKind& kind) {
  std::string text = kCommon;
  if (kind.under) text += imageShader("under", *kind.under);
  if (kind.over) text += imageShader("over", *kind.over);
  text += R"(
void main() {
  ivec2 pixel = ivec2(texCoord * vec2(width, height));
  pixel.y = height - 1 - pixel.y;
  ivec3 background = ivec3(ground + 0.5);
  ivec3 colour = background;
)";
  if (kind.under) text += "  colour = underPaint(pixel, colour);\n";
  if (kind.over)
    text += R"(
  bool isOver = true;
  if (mode != 0) {
    isOver = mode == 1 ? ((pixel.x / squareSize + pixel.y / squareSize) & 1) == 1 : pixel.x >= dividingLine;
    if (isOver) colour = background;
  }
  if (isOver) colour = overPaint(pixel, colour);
)";
  text += R"(
  colour = paintLabels(pixel, colour);
  colour = paintAgreement(pixel, colour);
  gl_FragData[0] = vec4(vec3(colour) / 255.0, 1.0);
}
)";
  return text;
}

}  // namespace uptake::vtk
