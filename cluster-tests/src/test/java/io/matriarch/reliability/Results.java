package io.matriarch.reliability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files of runs, one each, in one directory.
public final class Results {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Results() {}

  /// Replaces what an earlier run with the same seed left.
  public static void write(Path directory, Run run) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve("%s-%d.json".formatted(run.agent(), run.seed()));
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(unfinished, MAPPER.writeValueAsString(run) + "\n");
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /// All runs whose files are there, by the files' names.
  public static List<Run> read(Path directory) throws IOException {
    List<Run> runs = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
          runs.add(parse(file));
        }
      }
    }
    return runs;
  }

  private static Run parse(Path file) throws IOException {
    try {
      return MAPPER.readValue(Files.readString(file), Run.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "%s is no result of this version: delete it, or run again".formatted(file), e);
    }
  }
}
