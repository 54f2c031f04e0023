package io.matriarch.bench;

/// What is compared, in the order of the table's columns.
enum Product {
  MATRIARCH("matriarch", "Matriarch"),
  PAF("paf", "PAF"),
  PATRONI("patroni", "Patroni"),
  PATRONI_FAST("patroni-fast", "Patroni, fastest");

  private final String id;
  private final String title;

  Product(String id, String title) {
    this.id = id;
    this.title = title;
  }

  String id() {
    return id;
  }

  String title() {
    return title;
  }
}
