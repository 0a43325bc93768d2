package quantum.runtime.testing;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The users that {@code deploy/redis} ships, on a server of a test. */
public final class AclFile {
  private static final String FILE = "deploy/redis/quantum-calc-only.acl";

  private AclFile() {}

  /**
   * Creates the user with exactly the rules of the file, and switches it on as an operator does.
   *
   * @return the server's address for this user
   */
  public static String enable(RedisServer server, StreamProbe probe, String user) {
    String password = "secret-of-" + user;
    List<String> words =
        lines().stream()
            .map(line -> List.of(line.strip().split(" +")))
            .filter(line -> line.size() > 2 && line.get(1).equals(user))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no user " + user + " in " + FILE));
    setUser(probe, words.subList(1, words.size()));
    setUser(probe, List.of(user, "on", ">" + password));
    return server.uri().replace("redis://", "redis://" + user + ":" + password + "@");
  }

  private static void setUser(StreamProbe probe, List<String> userAndRules) {
    var args = new CommandArgs<>(StringCodec.UTF8).add("SETUSER");
    userAndRules.forEach(args::add);
    probe.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), args);
  }

  private static List<String> lines() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(FILE))) {
        try {
          return Files.readAllLines(folder.resolve(FILE));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    throw new AssertionError(FILE + " is neither here nor above");
  }
}
