package io.matriarch.history;

/// One attempt to transfer, by a client that read two balances and wrote them anew.
///
/// @param server when the server that was asked had been started, which tells it from any other
public record Transfer(
    long number, Booking booking, long begun, long ended, Fate fate, String server) {}
