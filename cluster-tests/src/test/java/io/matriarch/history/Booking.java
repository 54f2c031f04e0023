package io.matriarch.history;

/// What a transfer takes from one account and gives to another.
public record Booking(int source, int target, long amount) {}
