package quantum.cli.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The users of quantum.acl, in the running server and where its next start reads them. */
final class Users {
  private static final String PREFIX = "quantum-";
  private static final String DEFAULT = "default";
  private static final String ADMIN = "admin";

  /**
   * The server's own place for users where it has no file for them: to include one would not do,
   * CONFIG REWRITE would repeat each user.
   */
  static final String FILE = "quantum-users.acl";

  private final Administration server;
  private final Map<String, String> rules;
  private final Credentials credentials;
  private final Address address;
  private final Consumer<String> says;

  /**
   * @param rules of each user, as they stand in the ACL file
   * @param address of whom the passwords are made for: the server
   */
  Users(
      Administration server,
      Map<String, String> rules,
      Credentials credentials,
      Address address,
      Consumer<String> says) {
    this.server = server;
    this.rules = new LinkedHashMap<>(rules);
    this.credentials = credentials;
    this.address = address;
    this.says = says;
  }

  /** The users of an ACL file, their keys below that namespace. */
  static Map<String, String> in(Path aclFile, String namespace) throws IOException {
    Map<String, String> users = new LinkedHashMap<>();
    for (String line : Files.readAllLines(aclFile)) {
      String[] words = line.split(" ", 3);
      if (words.length == 3 && words[0].equals("user")) {
        users.put(words[1], words[2].replace("~quantum:", "~" + namespace + ":"));
      }
    }
    return users;
  }

  /**
   * @param rotate gives new passwords, where else those that are there are kept
   */
  void create(boolean rotate) throws Failed, IOException {
    boolean libraries = server.hearsOfLibraries();
    for (Map.Entry<String, String> user : rules.entrySet()) {
      String who = who(user.getKey());
      Optional<String> kept = rotate ? Optional.empty() : credentials.password(who);
      String password = kept.orElseGet(Credentials::newPassword);
      List<String> words = new ArrayList<>(List.of(user.getValue().strip().split("\\s+")));
      if (libraries) {
        words.add("+client|setinfo");
      }
      words.add("on");
      words.add("#" + hash(password));
      server.setUser(user.getKey(), words);
      credentials.write(who, address.as(user.getKey(), password));
      says.accept("user " + user.getKey() + ": " + credentials.file(who));
    }
  }

  private static String who(String user) {
    return user.startsWith(PREFIX) ? user.substring(PREFIX.length()) : user;
  }

  /** So that no command line, no log and no MONITOR ever has the password. */
  private static String hash(String password) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Gives the user who everybody is that does not log in a password of its own. */
  void lockDefault() throws Failed, IOException {
    if (!server.isOpenToAll()) {
      says.accept("user default: has a password already");
      return;
    }
    String password = Credentials.newPassword();
    credentials.write(ADMIN, address.as(DEFAULT, password));
    server.setUser(DEFAULT, List.of("resetpass", "#" + hash(password)));
    says.accept("user default: has a password now, " + credentials.file(ADMIN));
  }

  /**
   * Keeps them for the next start.
   *
   * @return the file that the configuration must name; empty where the server has one of its own
   */
  Optional<Path> save(ConfigurationFile config) throws Failed, IOException {
    String own = server.aclFile();
    Path ours = config.beside(FILE);
    if (!own.isEmpty()) {
      try {
        server.commands().aclSave();
      } catch (RuntimeException e) {
        throw new Failed("Redis cannot write " + own, e);
      }
      says.accept("users are kept in " + own);
      return Path.of(own).equals(ours) ? Optional.of(ours) : Optional.empty();
    }
    Files.deleteIfExists(ours);
    Files.createFile(
        ours, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(ours, server.commands().aclList());
    ownedLike(config.path(), ours);
    says.accept("users are kept in " + ours + ", which the next start of Redis reads");
    return Optional.of(ours);
  }

  /** The server runs as a user of its own and must read it. */
  private static void ownedLike(Path model, Path file) {
    try {
      PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
      PosixFileAttributeView view =
          Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      view.setOwner(wanted.owner());
      view.setGroup(wanted.group());
    } catch (IOException e) {
      // only root may give files away: then the server is of the same user
    }
  }

  /** Takes them out of the running server, and opens the default user again that was locked. */
  void remove() throws Failed, IOException {
    List<String> known = server.commands().aclUsers();
    for (String user : rules.keySet()) {
      if (known.contains(user)) {
        server.commands().aclDeluser(user);
        credentials.remove(who(user));
        says.accept("user " + user + ": gone; its service needs a restart");
      }
    }
    if (Files.isReadable(credentials.file(ADMIN))) {
      server.setUser(DEFAULT, List.of("nopass"));
      credentials.remove(ADMIN);
      says.accept("user default: open again, without a password");
    }
  }
}
