/**
 * How deep objects may nest, in levels of JSON objects and lists. Kubernetes' JSON reader goes to 10,000, but then its
 * protobuf does not; these bounds are ones that every wire format carries, in both directions:
 *
 * - what the schema describes, down to a field of free form: {@link MAX_TYPED_DEPTH}. A CustomResourceDefinition with a
 *   whole pod template in its schema takes 30. metadata.managedFields writes a tree that is four levels deeper than the
 *   object, which is of free form.
 * - a value of free form (fieldsV1, a raw extension, a default in a schema), counted from its field: {@link MAX_FREE_DEPTH}.
 * - a text as a whole, whatever it says: {@link MAX_TEXT_DEPTH}. Within it everything here may recurse.
 *
 * On the gRPC wire a level of google.protobuf.Struct is three messages: parsers that stop at 100 messages unless told
 * otherwise (C++, Java) read free-form values of 33 levels.
 */
export const MAX_TYPED_DEPTH = 96;
export const MAX_FREE_DEPTH = 100;
export const MAX_TEXT_DEPTH = 200;

/**
 * How many values a text may hold: a hundred times as many as the largest objects in use, a tenth of what 3 MB have room
 * for. Each costs memory and time many times its bytes, in which nobody else is served.
 */
export const MAX_TEXT_VALUES = 100_000;
