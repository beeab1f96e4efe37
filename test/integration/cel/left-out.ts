/** Files of CEL's conformance data that Kubernetes' expressions have no use for, each with why. */
export const LEFT_OUT_FILES: Readonly<Record<string, string>> = {
  'bindings_ext.textproto': 'Kubernetes has no cel.bind',
  'block_ext.textproto': 'cel.block is what an optimizer writes',
  'dynamic.textproto': 'google.protobuf.Value and wrappers as messages',
  'encoders_ext.textproto': 'Kubernetes has no base64 functions',
  'enums.textproto': 'no enumerations of protobuf',
  'math_ext.textproto': 'Kubernetes has no math functions',
  'network_ext.textproto': 'addresses are those of Kubernetes, which differ: see libs/cel',
  'proto2.textproto': 'no messages of protobuf',
  'proto2_ext.textproto': 'no messages of protobuf',
  'proto3.textproto': 'no messages of protobuf',
  'unknowns.textproto': 'every variable is known, and the file is empty',
  'wrappers.textproto': 'no messages of protobuf',
};

/** Sections, as `file/section`. */
export const LEFT_OUT_SECTIONS: Readonly<Record<string, string>> = {
  'comparisons/eq_wrapper': 'no messages of protobuf',
  'string_ext/reverse': "Kubernetes has version 2 of cel-go's strings, which has no reverse",
  'namespace/namespace': 'expressions stand in no container',
  'namespace/namespace_shadowing': 'expressions stand in no container',
  'parse/struct_field_names': 'no messages of protobuf',
  'type_deduction/wrappers': 'no messages of protobuf',
  'type_deduction/legacy_nullable_types': 'no messages of protobuf',
};

const FORMAT =
  "Kubernetes has version 2 of cel-go's strings, whose format writes as Go does in English: 1,234.5 and 1.052033×10⁰³";
const RANGE = 'cel-go finds nothing beyond the end';
const KEYS = 'cel-go takes keys of any type, and of equal keys the last';
const MILLISECONDS = 'cel-go tells the whole duration in milliseconds';

/** Single tests, as `file/section/test`, where cel-go answers otherwise. */
export const LEFT_OUT_TESTS: Readonly<Record<string, string>> = {
  'fields/qualified_identifier_resolution/map_key_float': KEYS,
  'fields/qualified_identifier_resolution/map_value_repeat_key': KEYS,
  'fields/qualified_identifier_resolution/map_value_repeat_key_heterogeneous': KEYS,
  'string_ext/format/scientific notation formatting clause': FORMAT,
  'string_ext/format/default precision for fixed-point clause with int': FORMAT,
  'string_ext/format/default precision for fixed-point clause with uint': FORMAT,
  'string_ext/format/default precision for scientific notation': FORMAT,
  'string_ext/format/default precision for scientific notation with int': FORMAT,
  'string_ext/format/default precision for scientific notation with uint': FORMAT,
  'string_ext/format/NaN support for scientific notation': FORMAT,
  'string_ext/format/positive infinity support for scientific notation': FORMAT,
  'string_ext/format/negative infinity support for scientific notation': FORMAT,
  'string_ext/format/NaN support for decimal': FORMAT,
  'string_ext/format/positive infinity support for decimal': FORMAT,
  'string_ext/format/negative infinity support for decimal': FORMAT,
  'string_ext/format/positive infinity support for fixed-point': FORMAT,
  'string_ext/format/negative infinity support for fixed-point': FORMAT,
  'string_ext/format/list support for string': FORMAT,
  'string_ext/format/map support for string': FORMAT,
  'string_ext/format/map support (all key types)': FORMAT,
  'string_ext/format/dyntype support for scientific notation': FORMAT,
  'string_ext/format/dyntype NaN/infinity support': FORMAT,
  'string_ext/format/dyntype support for lists': FORMAT,
  'string_ext/format/dyntype support for maps': FORMAT,
  'string_ext/format/scientific notation formatting clause in a string variable': FORMAT,
  'string_ext/value_errors/indexof_out_of_range': RANGE,
  'string_ext/value_errors/lastindexof_out_of_range': RANGE,
  'timestamps/duration_converters/get_milliseconds': MILLISECONDS,
};
