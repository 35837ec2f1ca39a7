"""The file formats: what people type, typed once. Readers, messages and JSON Schemas come from here."""
