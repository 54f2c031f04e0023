package io.matriarch.history;

/// What a client read through the virtual address, in one snapshot.
///
/// @param highest the greatest number of a row; 0 without rows, -1 without the table
/// @param sum what all accounts held
public record Read(long begun, long ended, long highest, long sum, Server server) {}
