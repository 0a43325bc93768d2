package quantum.cli.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;

/**
 * Makes a server keep what the suite writes and gives each service a user of its own: in the
 * running server, and by one marked block in its configuration file. Nothing is restarted.
 */
public final class ServerConfiguration {
  private static final String CONF = "quantum.conf";

  private final Administration server;
  private final String namespace;
  private final Places files;
  private final Address address;
  private final Consumer<String> says;

  /**
   * Where things are.
   *
   * @param config the server's configuration file; empty: the one that it names
   * @param conf quantum.conf
   * @param acl quantum.acl
   * @param credentials folder of the addresses with passwords
   */
  public record Places(Optional<Path> config, Path conf, Path acl, Path credentials) {}

  /** What is done about users. */
  public enum Access {
    /** As it is. */
    UNCHANGED,
    /** The users of quantum.acl; passwords that are there are kept. */
    USERS,
    /** The same with new passwords. */
    NEW_PASSWORDS
  }

  /**
   * @param says hears what was done, a line each
   */
  public ServerConfiguration(
      Redis redis, RedisSettings where, Places files, Consumer<String> says) {
    this.server = new Administration(redis);
    this.namespace = where.namespace();
    this.files = files;
    this.address = new Address(where.uri());
    this.says = says;
  }

  private String configName() {
    return files.config().map(Path::toString).orElseGet(() -> server.info("server", "config_file"));
  }

  /** What is in effect. */
  public List<String> status(String where) {
    String config = configName();
    List<String> users = server.commands().aclList();
    long ours = users.stream().filter(it -> it.startsWith("user quantum-")).count();
    long on = users.stream().filter(it -> it.matches("user quantum-\\S+ on .*")).count();
    return List.of(
        "redis          " + where + ", version " + server.info("server", "redis_version"),
        "configuration  "
            + config
            + (ConfigurationFile.hasBlock(config) ? ", with our block" : ", without our block"),
        "append-only    "
            + server.config("appendonly")
            + ", fsync "
            + server.config("appendfsync")
            + ", last write "
            + server.info("persistence", "aof_last_write_status"),
        "eviction       "
            + server.config("maxmemory-policy")
            + ", maxmemory "
            + server.config("maxmemory"),
        "bind           "
            + server.config("bind")
            + ", protected-mode "
            + server.config("protected-mode"),
        "users          " + ours + " of ours, " + on + " of them on",
        "refused        " + server.commands().aclLog().size() + " entries in ACL LOG");
  }

  /**
   * @param lockDefault also gives the user default a password; goes with users only
   * @param seconds for the append-only file to be written
   * @throws Refused if nothing was changed
   * @throws Failed if something was
   */
  public void apply(Access access, boolean lockDefault, int seconds)
      throws Refused, Failed, IOException {
    if (!Files.isReadable(files.conf())) {
      throw new Refused("cannot read quantum.conf '" + files.conf() + "': give --conf FILE");
    }
    ConfigurationFile config = ConfigurationFile.writable(configName());
    Path kept = config.beside(Users.FILE);
    Optional<Path> users =
        config.contains("aclfile " + kept) ? Optional.of(kept) : Optional.empty();
    Optional<Users> wanted =
        access == Access.UNCHANGED ? Optional.empty() : Optional.of(allUsers());
    if (wanted.isPresent() && server.aclFile().isEmpty() && config.definesUsers()) {
      throw new Refused(
          config.path()
              + " defines users itself, and Redis takes them from one place only: move them to an"
              + " aclfile first");
    }
    Durability durability = new Durability(server);
    says.accept(durability.switchOnAppendOnly(seconds));
    durability.set(files.conf());
    if (wanted.isPresent()) {
      Users all = wanted.get();
      all.create(access == Access.NEW_PASSWORDS);
      if (lockDefault) {
        all.lockDefault();
      }
      users = all.save(config);
    }
    include(config, users);
    if (wanted.isPresent()) {
      if (server.isOpenToAll()) {
        says.accept(
            "user default may still do everything, without a password: --acl --lock-default gives"
                + " it one");
      }
      says.accept(
          "restart the services, so that each logs in as its own user: systemctl restart"
              + " 'quantum-*'");
    }
  }

  private void include(ConfigurationFile config, Optional<Path> users) throws IOException {
    // a copy of its own: Redis must start whatever becomes of our files
    Path own = config.beside(CONF);
    if (!own.equals(files.conf().toAbsolutePath())) {
      Files.copy(files.conf(), own, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-r--r--"));
    }
    config.include(own, users);
    says.accept(config.path() + ": includes " + own);
  }

  private Users allUsers() throws Refused {
    try {
      Map<String, String> rules = Users.in(files.acl(), namespace);
      return new Users(server, rules, new Credentials(files.credentials()), address, says);
    } catch (IOException e) {
      throw new Refused("cannot read quantum.acl '" + files.acl() + "': give --acl-file FILE");
    }
  }

  /**
   * Undoes all of it and has a snapshot written: without our block the next start has no
   * append-only file any more and reads that.
   */
  public void remove() throws Refused, Failed, IOException {
    ConfigurationFile config = ConfigurationFile.writable(configName());
    Users all = allUsers();
    config.removeBlock();
    says.accept(config.path() + ": our block is out");
    all.remove();
    Files.deleteIfExists(config.beside(CONF));
    Path ours = config.beside(Users.FILE);
    String own = server.aclFile();
    if (!own.isEmpty()) {
      saveUsers(own, own.equals(ours.toString()));
    }
    if (!own.equals(ours.toString())) {
      Files.deleteIfExists(ours);
    }
    try {
      server.commands().bgsave();
    } catch (RuntimeException e) {
      throw new Failed(
          "BGSAVE was refused: make a snapshot before Redis is restarted, or its data is lost", e);
    }
    says.accept(
        "a snapshot is being written: the next start of Redis reads it, and no append-only file"
            + " unless its own file says so");
  }

  private void saveUsers(String file, boolean mayFail) throws Failed {
    try {
      server.commands().aclSave();
    } catch (RuntimeException e) {
      if (!mayFail) {
        throw new Failed("Redis cannot write " + file, e);
      }
    }
  }
}
