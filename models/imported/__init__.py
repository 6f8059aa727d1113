"""Encoders that somebody brought: folders of sentence-transformers with an ONNX graph, checked, kept and run."""
