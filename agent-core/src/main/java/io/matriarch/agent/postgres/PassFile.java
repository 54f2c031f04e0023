package io.matriarch.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// libpq's password file, read by libpq's rules.
record PassFile(Path path) {

  private static final Set<PosixFilePermission> PRIVATE =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  static PassFile of(Conninfo conninfo) {
    String named = conninfo.get("passfile");
    return new PassFile(
        named.isEmpty()
            ? Path.of(System.getProperty("user.home", "/"), ".pgpass")
            : Path.of(named));
  }

  /// The first line that fits; a replication connection has the database `replication`.
  Optional<String> password(Conninfo.Target target, String database, String user) {
    String host = target.host().isEmpty() ? target.address() : target.host();
    List<String> wanted =
        List.of(
            host.startsWith("/") ? "localhost" : host,
            Integer.toString(target.port()),
            database,
            user);
    return lines().stream()
        .filter(line -> !line.startsWith("#"))
        .map(PassFile::fields)
        .filter(fields -> fields.size() == 5 && fits(fields, wanted))
        .map(List::getLast)
        .findFirst();
  }

  private static boolean fits(List<String> fields, List<String> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!fields.get(i).equals("*") && !fields.get(i).equals(wanted.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// libpq ignores a file that others may read.
  private List<String> lines() {
    try {
      return PRIVATE.containsAll(Files.getPosixFilePermissions(path))
          ? Files.readAllLines(path)
          : List.of();
    } catch (IOException _) {
      return List.of();
    }
  }

  /// A backslash takes the meaning from a colon or another backslash.
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        field.append(line.charAt(i));
      } else if (c == ':' && fields.size() < 4) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
