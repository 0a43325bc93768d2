package quantum.cli.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import quantum.runtime.Settings;

/**
 * Where the command learns which Redis to ask: options of the command line, over the environment,
 * over what an installation keeps for people, over a service's env file, over the defaults. A file
 * that this user may not read is not there.
 */
public final class Surroundings {
  private static final Path ETC = Path.of("/etc/quantum");

  /** Addresses of Redis with passwords, one folder a user. */
  public static final Path CREDENTIALS = ETC.resolve("credentials");

  /** The users that `configure_redis.sh --acl` makes for people, the one that may do more first. */
  private static final List<String> PEOPLE = List.of("operator", "readonly");

  private static final Set<String> OF_REDIS =
      Set.of("REDIS_URL", "REDIS_HOST", "REDIS_PORT", "REDIS_DB", "QUANTUM_NAMESPACE");

  private Surroundings() {}

  public static Settings settings(Map<String, String> options) {
    return Settings.ofProcess(files(), options);
  }

  /**
   * The same for what the users that are made for people may not do: by options and environment,
   * else as the administrator whom `configure_redis.sh --lock-default` leaves to root, else as
   * Redis's default user.
   *
   * @param file what one service is told, beneath all
   * @param credentials folder of the addresses with passwords
   */
  public static Settings ofAdministrator(
      Map<String, String> file, Path credentials, Map<String, String> options) {
    Map<String, String> found = new LinkedHashMap<>(file);
    found.keySet().retainAll(OF_REDIS);
    try {
      put(found, credentials, "admin");
    } catch (IOException e) {
      // changed under our hands: what else is known is left
    }
    return Settings.ofProcess(found, options);
  }

  private static void put(Map<String, String> found, Path credentials, String user)
      throws IOException {
    Path url = credentials.resolve(user).resolve("REDIS_URL");
    if (Files.isReadable(url)) {
      found.put("REDIS_URL", Files.readString(url).strip());
    }
  }

  private static Map<String, String> files() {
    Map<String, String> found = new LinkedHashMap<>();
    try {
      // what wins comes last, as in the unit
      for (Path service :
          List.of(ETC.resolve("harvest-brain.env"), ETC.resolve("practice/harvest-brain.env"))) {
        if (Files.isReadable(service)) {
          found.putAll(EnvFile.read(service));
        }
      }
      found.keySet().retainAll(OF_REDIS);
      for (String user : PEOPLE.reversed()) {
        put(found, CREDENTIALS, user);
      }
    } catch (IOException e) {
      found.clear(); // changed under our hands: the environment and the defaults are left
    }
    return found;
  }
}
