package io.matriarch.history;

/// One attempt to write a row.
public record Write(long number, long begun, long ended, Fate fate) {}
