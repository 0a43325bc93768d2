package quantum.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The server's own configuration file, in which a marked block is ours. It keeps owner and mode; a
 * copy of the first time stays beside it.
 */
final class ConfigurationFile {
  private static final String BEGIN =
      "# begin quantum-harvest (configure_redis.sh --remove takes it out)";
  private static final String END = "# end quantum-harvest";
  private static final String COPY = ".before-quantum";
  private static final Pattern USER = Pattern.compile("\\s*user\\s.*");

  private final Path file;

  private ConfigurationFile(Path file) {
    this.file = file;
  }

  /**
   * @throws Refused if it cannot be written
   */
  static ConfigurationFile writable(String name) throws Refused {
    if (name.isEmpty() || !Files.isWritable(Path.of(name))) {
      throw new Refused(
          "cannot write the configuration file '" + name + "': give --config FILE, run as root");
    }
    return new ConfigurationFile(Path.of(name).toAbsolutePath());
  }

  static boolean hasBlock(String name) {
    try {
      return !name.isEmpty() && Files.readAllLines(Path.of(name)).contains(BEGIN);
    } catch (IOException e) {
      return false;
    }
  }

  /** A file beside it, where the server itself may read. */
  Path beside(String name) {
    return file.resolveSibling(name);
  }

  Path path() {
    return file;
  }

  /** Whether it names users, outside of our block. */
  boolean definesUsers() throws IOException {
    return withoutBlock().stream().anyMatch(line -> USER.matcher(line).matches());
  }

  boolean contains(String line) throws IOException {
    return Files.readAllLines(file).contains(line);
  }

  /**
   * @param aclFile where its next start finds the users, if it is ours to say
   */
  void include(Path conf, Optional<Path> aclFile) throws IOException {
    List<String> lines = new ArrayList<>(withoutBlock());
    lines.add(BEGIN);
    lines.add("include " + conf);
    aclFile.ifPresent(it -> lines.add("aclfile " + it));
    lines.add(END);
    write(lines);
  }

  void removeBlock() throws IOException {
    write(withoutBlock());
  }

  private List<String> withoutBlock() throws IOException {
    List<String> lines = new ArrayList<>();
    boolean ours = false;
    for (String line : Files.readAllLines(file)) {
      ours |= line.equals(BEGIN);
      if (!ours) {
        lines.add(line);
      }
      ours &= !line.equals(END);
    }
    return lines;
  }

  private void write(List<String> lines) throws IOException {
    Path copy = file.resolveSibling(file.getFileName() + COPY);
    if (!Files.exists(copy)) {
      Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.write(file, lines);
  }
}
