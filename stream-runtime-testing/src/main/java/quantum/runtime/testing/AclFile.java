package quantum.runtime.testing;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import quantum.contracts.Names;

/** The users that {@code deploy/redis} ships, on a server of a test. */
public final class AclFile {
  private static final String FILE = "deploy/redis/quantum.acl";

  private AclFile() {}

  /** The users of the file, in its order. */
  public static List<String> users() {
    return lines().stream().map(line -> line.split(" +", 3)[1]).toList();
  }

  /** As {@link #enable(String, StreamProbe, String, String)}, in the default namespace. */
  public static String enable(RedisServer server, StreamProbe probe, String user) {
    return enable(server.uri(), probe, user, Names.DEFAULT_NAMESPACE);
  }

  /**
   * Creates the user with exactly the rules of the file, and switches it on as an operator does.
   *
   * @param uri of the server, without a user
   * @param namespace that the user's keys begin with
   * @return the server's address for this user
   */
  public static String enable(String uri, StreamProbe probe, String user, String namespace) {
    String password = "secret-of-" + user;
    List<String> words =
        lines().stream()
            .map(line -> line.replace("~" + Names.DEFAULT_NAMESPACE + ":", "~" + namespace + ":"))
            .map(line -> List.of(line.strip().split(" +")))
            .filter(line -> line.size() > 2 && line.get(1).equals(user))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no user " + user + " in " + FILE));
    setUser(probe, words.subList(1, words.size()));
    setUser(probe, List.of(user, "on", ">" + password));
    return uri.replace("://", "://" + user + ":" + password + "@");
  }

  /**
   * A user of a test's own.
   *
   * @param rules as ACL SETUSER takes them, separated by blanks
   * @return the server's address for this user
   */
  public static String create(RedisServer server, StreamProbe probe, String user, String rules) {
    setUser(probe, List.of(user, "reset"));
    List<String> words = new ArrayList<>(List.of(user, "on", ">secret-of-" + user));
    words.addAll(List.of(rules.split(" +")));
    setUser(probe, words);
    return server.uri().replace("://", "://" + user + ":secret-of-" + user + "@");
  }

  /** What Redis has refused to anybody: user, reason and object of each. */
  public static List<String> refused(StreamProbe probe) {
    return probe.commands().aclLog().stream()
        .map(entry -> entry.get("username") + " " + entry.get("reason") + " " + entry.get("object"))
        .toList();
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
