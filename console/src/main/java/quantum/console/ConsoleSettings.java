package quantum.console;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import quantum.runtime.RedisSettings;
import quantum.runtime.Secret;
import quantum.runtime.Settings;

/**
 * How the console is reached and what may be done in it.
 *
 * @param bind address that it listens at
 * @param port 0 for any that is free
 * @param hosts names, besides those of loopback, by which a browser may call it
 * @param token that reading may need and acting does need; absent if none is given here
 * @param tokenFile file with the token
 * @param readToken whether reading needs the token
 * @param actions whether anything can be done here
 * @param actionsRedis address of the user that may act; without it the reading one is taken
 */
public record ConsoleSettings(
    RedisSettings redis,
    InetAddress bind,
    int port,
    Set<String> hosts,
    Optional<Secret> token,
    Optional<Path> tokenFile,
    boolean readToken,
    boolean actions,
    Optional<Secret> actionsRedis) {
  private static final String ADDRESS =
      "an address of this machine such as 127.0.0.1, ::1 or 10.0.0.5";

  public ConsoleSettings {
    hosts = Set.copyOf(hosts);
  }

  static ConsoleSettings read(Settings settings) {
    RedisSettings redis = RedisSettings.read(settings);
    InetAddress bind =
        settings.parsed("CONSOLE_BIND", "127.0.0.1", ConsoleSettings::address, ADDRESS);
    Optional<Secret> token = settings.secret("CONSOLE_TOKEN");
    Optional<Path> file = settings.text("CONSOLE_TOKEN_FILE").map(Path::of);
    boolean readToken = settings.flag("CONSOLE_LOCK_READING", false);
    boolean actions = settings.flag("CONSOLE_ACTIONS", false);
    if (token.isEmpty() && file.isEmpty() && (readToken || actions)) {
      settings.refuse(
          "CONSOLE_TOKEN_FILE",
          "",
          "a file with a token of 16 characters or more that only its owner may read (or the"
              + " credential CONSOLE_TOKEN), because "
              + (actions ? "CONSOLE_ACTIONS" : "CONSOLE_LOCK_READING")
              + "=true needs one");
    }
    if (!bind.isLoopbackAddress() && !readToken) {
      settings.refuse(
          "CONSOLE_LOCK_READING",
          "false",
          "true, because CONSOLE_BIND="
              + bind.getHostAddress()
              + " can be reached from other machines");
    }
    return new ConsoleSettings(
        redis,
        bind,
        settings.integer("CONSOLE_PORT", 8899, 0, 65_535),
        hosts(settings),
        token,
        file,
        readToken,
        actions,
        settings.secret("CONSOLE_ACTIONS_REDIS_URL"));
  }

  private static Set<String> hosts(Settings settings) {
    return settings.parsed(
        "CONSOLE_HOSTS",
        "",
        ConsoleSettings::hosts,
        "names separated by commas by which a browser calls it, without scheme and port, e.g."
            + " quantum.example.com");
  }

  private static Set<String> hosts(String text) {
    Set<String> hosts = new LinkedHashSet<>();
    for (String part : text.split(",")) {
      String host = part.strip().toLowerCase(Locale.ROOT);
      if (!host.isEmpty()) {
        if (!host.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+]")) {
          throw new IllegalArgumentException(host);
        }
        hosts.add(host);
      }
    }
    return hosts;
  }

  /** An address, never a name: a name would be looked up elsewhere. */
  private static InetAddress address(String text) {
    if (!text.matches("[0-9.]+|[0-9a-fA-F:.]+")) {
      throw new IllegalArgumentException(text);
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
