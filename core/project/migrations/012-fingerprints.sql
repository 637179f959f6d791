-- Fingerprints are taken another way, from what an import decodes: those of before would not match them.
DELETE FROM fingerprints;
