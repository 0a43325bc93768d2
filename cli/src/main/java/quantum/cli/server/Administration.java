package quantum.cli.server;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.runtime.Redis;

/** What an administrator asks of a server and tells it. */
final class Administration {
  private static final Pattern OPEN = Pattern.compile("user default on (?:.* )?nopass(?: .*)?");

  private final RedisCommands<String, String> commands;

  Administration(Redis redis) {
    this.commands = redis.commands();
  }

  RedisCommands<String, String> commands() {
    return commands;
  }

  /** A field of INFO, "" if it says none. */
  String info(String section, String field) {
    Matcher found =
        Pattern.compile("(?m)^" + Pattern.quote(field) + ":(.*?)\\r?$")
            .matcher(commands.info(section));
    return found.find() ? found.group(1) : "";
  }

  /** A setting of the running server, "" if it knows none. */
  String config(String name) {
    return commands.configGet(name).getOrDefault(name, "");
  }

  /**
   * @throws Failed naming what the server refuses
   */
  void set(String name, String value) throws Failed {
    try {
      commands.configSet(name, value);
    } catch (RuntimeException e) {
      throw new Failed("CONFIG SET " + name + " " + value + " was refused", e);
    }
  }

  /**
   * Rules as they stand in an ACL file.
   *
   * @throws Failed naming the user that the server refuses
   */
  void setUser(String user, List<String> rules) throws Failed {
    CommandArgs<String, String> words =
        new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(user);
    rules.forEach(words::add);
    try {
      commands.dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), words);
    } catch (RuntimeException e) {
      throw new Failed("Redis refused user " + user, e);
    }
  }

  /** The file in which the server itself keeps users, "" if its configuration file does. */
  String aclFile() {
    return config("aclfile");
  }

  /** Whether whoever reaches the port may do everything. */
  boolean isOpenToAll() {
    return commands.aclList().stream().anyMatch(it -> OPEN.matcher(it).matches());
  }

  /** From 7.2 on a client tells its library; 7.0 does not know the command. */
  boolean hearsOfLibraries() {
    String[] version = info("server", "redis_version").split("\\.");
    int major = Integer.parseInt(version[0]);
    return major > 7 || major == 7 && Integer.parseInt(version[1]) >= 2;
  }
}
