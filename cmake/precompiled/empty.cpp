// The carrier of a precompiled header needs a source.
