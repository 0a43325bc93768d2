package quantum.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What quantum.conf says, in the server that runs. */
final class Durability {
  /** An address would cut off who is connected; the append-only file needs its own steps. */
  private static final Set<String> NOT_LIVE =
      Set.of("include", "bind", "protected-mode", "appendonly");

  private static final long LOOK_NANOS = 200_000_000;

  private final Administration server;

  Durability(Administration server) {
    this.server = server;
  }

  /**
   * Switches the append-only file on in the running server and waits until it is written: switched
   * on in the file alone, the next start would find an empty one and begin with no data.
   *
   * @return what was done
   */
  String switchOnAppendOnly(int seconds) throws Failed {
    if (server.config("appendonly").equals("yes")) {
      return "append-only file: on already";
    }
    server.set("appendonly", "yes");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    // scheduled or under way: only when it is through, a start would find everything
    while (isPending("aof_rewrite_in_progress") || isPending("aof_rewrite_scheduled")) {
      if (System.nanoTime() > end) {
        throw new Failed(
            "the append-only file is not written after " + seconds + " s; run it again");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    if (!server.info("persistence", "aof_last_bgrewrite_status").equals("ok")) {
      throw new Failed("the append-only file could not be written: see the log of Redis");
    }
    return "append-only file: switched on and written";
  }

  private boolean isPending(String field) {
    return !server.info("persistence", field).equals("0");
  }

  /** Sets what a running server takes over; the rest is in effect after its next restart. */
  void set(Path conf) throws Failed, IOException {
    for (String line : Files.readAllLines(conf)) {
      String[] words = line.strip().split("\\s+", 2);
      if (words.length == 2 && !words[0].startsWith("#") && !NOT_LIVE.contains(words[0])) {
        server.set(words[0], words[1].replaceAll("^\"|\"$", ""));
      }
    }
  }
}
