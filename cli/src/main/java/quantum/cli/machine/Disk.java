package quantum.cli.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import quantum.account.snapshot.RedisFacts;

/**
 * Where a Redis of this machine writes.
 *
 * @param freeBytes left there for who is not root
 */
public record Disk(String folder, long freeBytes) {

  /** Empty if Redis runs elsewhere, or if that cannot be told. */
  public static Optional<Disk> of(RedisFacts facts) {
    return facts.folder().filter(_ -> isHere(facts)).flatMap(Disk::at);
  }

  /** By its process: an address says nothing behind a tunnel. */
  private static boolean isHere(RedisFacts facts) {
    return facts
        .field("process_id")
        .filter(pid -> pid.matches("\\d{1,10}"))
        .map(pid -> Path.of("/proc", pid, "comm"))
        .filter(Files::isReadable)
        .map(Disk::name)
        .filter(name -> name.contains("redis") || name.contains("valkey"))
        .isPresent();
  }

  private static String name(Path comm) {
    try {
      return Files.readString(comm).toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<Disk> at(String folder) {
    try {
      return Optional.of(new Disk(folder, Files.getFileStore(Path.of(folder)).getUsableSpace()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
