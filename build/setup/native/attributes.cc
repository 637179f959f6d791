// TensorFlow's add-on for TF.js sets attributes of operations one value at a time: no lists of strings or types, which
// fused operations need. Its calls of TFE_OpSetAttrString come here instead (compile.ts renames them): a text that begins
// with the mark below is a serialised AttrValue, of any kind; every other one goes on as it is.

#include <string_view>

#include "tensorflow/c/eager/c_api.h"
#include "tensorflow/c/eager/c_api_experimental.h"
#include "tensorflow/c/tf_status.h"

#undef TFE_OpSetAttrString
extern "C" void TFE_OpSetAttrString(TFE_Op* op, const char* name, const void* value, size_t length);

extern "C" void FocalStudioSetAttribute(TFE_Op* op, const char* name, const void* value, size_t length) {
  // The same as in core/compute/nativeOps/listAttributes.ts.
  static constexpr std::string_view mark = "\x01" "AttrValue:";
  std::string_view text(static_cast<const char*>(value), length);
  if (text.substr(0, mark.size()) != mark) return TFE_OpSetAttrString(op, name, value, length);
  text.remove_prefix(mark.size());
  // A value that does not fit leaves the attribute unset: fusedConvolution.ts tries the operation before it relies on it.
  TF_Status* status = TF_NewStatus();
  TFE_OpSetAttrValueProto(op, name, text.data(), text.size(), status);
  TF_DeleteStatus(status);
}
