package quantum.runtime;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * This process, as other instances of the service are told of it, on this machine or another.
 *
 * @param process {@code boot/namespace/user/pid/start}, which no other process ever has; "" where
 *     the system does not tell
 */
record Instance(String host, long pid, long startedAtMillis, String process) {
  private static final Path PROC = Path.of("/proc");

  /** Of /proc/PID/stat, counted from the state, which follows the name in brackets. */
  private static final int START_TICKS = 19;

  private static final List<String> ENDED = List.of("Z", "X", "x");

  static Instance here() {
    ProcessHandle own = ProcessHandle.current();
    return new Instance(
        hostName(),
        own.pid(),
        own.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L),
        stat(own.pid()).map(stat -> life() + own.pid() + '/' + stat.get(START_TICKS)).orElse(""));
  }

  /**
   * Whether that process can be seen to have ended: one of this boot, process namespace and user,
   * whose number nobody or somebody else has. Everything that is not certain is no.
   *
   * @param process as above
   */
  static boolean isGone(String process) {
    String life = life();
    if (life.isEmpty() || !process.startsWith(life)) {
      return false;
    }
    String[] pidAndStart = process.substring(life.length()).split("/");
    if (pidAndStart.length != 2 || !pidAndStart[0].matches("\\d{1,18}")) {
      return false;
    }
    return stat(Long.parseLong(pidAndStart[0]))
        .map(
            stat ->
                ENDED.contains(stat.getFirst()) || !stat.get(START_TICKS).equals(pidAndStart[1]))
        .orElse(true);
  }

  /** What all processes have in common that this one surely sees; "" if that cannot be told. */
  private static String life() {
    try {
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
      Path namespace = Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
      // /proc may hide the processes of other users, and then they look as if they had ended
      Object user = Files.getAttribute(PROC.resolve("self"), "unix:uid");
      return boot + '/' + namespace + '/' + user + '/';
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return "";
    }
  }

  private static Optional<List<String>> stat(long pid) {
    try {
      String line = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
      return Optional.of(fields).filter(all -> all.size() > START_TICKS);
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static String hostName() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/hostname")).strip();
    } catch (IOException e) {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (IOException unknown) {
        return "";
      }
    }
  }
}
