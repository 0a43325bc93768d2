package quantum.runtime;

import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quantum.contracts.Names;

/**
 * Where Redis is, and the namespace all keys begin with: one namespace is one trading account (SPEC
 * §4).
 *
 * <p>{@code rediss://…?ca=FILE&cert=FILE&key=FILE} is encrypted ({@link TlsFiles}); {@code
 * redis-sentinel://host:port,host:port/db#name} asks sentinels for the master of that name, again
 * after every lost connection.
 *
 * @param uri {@code redis://[user:password@]host:port/db}; its password is never printed
 * @param namespace letters, digits, '.', '_' or '-'; in braces it is a cluster hash tag
 */
public record RedisSettings(String uri, String namespace) {
  private static final Pattern CREDENTIALS = Pattern.compile("^([\\w-]+://)?.*@");

  // the password is what stands between the first colon behind "://" and the last '@'
  private static final Pattern PASSWORD = Pattern.compile("^[\\w-]+://[^:]*:(.*)@[^@]*$");
  private static final Pattern ODD = Pattern.compile("[^\\w.~!$&'()*+,;=-]");

  private static final String ENCODING =
      "in an address characters such as @ : / # ? % of a password are percent-encoded: %40 for @,"
          + " %3A for :, %2F for /, %23 for #, %3F for ?, %25 for %";

  /**
   * @throws IllegalArgumentException naming what is wrong, without the password
   */
  public RedisSettings {
    checkedUri(uri);
    checkedNamespace(namespace);
  }

  /** REDIS_URL, or REDIS_HOST REDIS_PORT REDIS_DB; QUANTUM_NAMESPACE. */
  public static RedisSettings read(Settings settings) {
    String host = settings.text("REDIS_HOST", "127.0.0.1");
    int port = settings.integer("REDIS_PORT", 6379, 1, 65_535);
    int database = settings.integer("REDIS_DB", 0, 0, 1_000_000);
    String uri =
        settings.parsed(
            "REDIS_URL",
            "redis://" + host + ":" + port + "/" + database,
            RedisSettings::checkedUri,
            "redis://[user:password@]host:port/db, redis-sentinel://host:port,host:port/db#master or"
                + " rediss://host:port/db?ca=FILE&cert=FILE&key=FILE with readable PEM files; "
                + ENCODING,
            RedisSettings::masked);
    String namespace =
        settings.parsed(
            "QUANTUM_NAMESPACE",
            Names.DEFAULT_NAMESPACE,
            RedisSettings::checkedNamespace,
            "letters, digits, '.', '_' or '-', optionally in braces");
    return new RedisSettings(uri, namespace);
  }

  private static String checkedUri(String uri) {
    return checked(
        uri,
        masked(uri),
        text -> {
          TlsFiles.in(text).ifPresent(TlsFiles::options);
          RedisURI parsed = RedisURI.create(text);
          return !isCutShort(text)
              && (parsed.getSentinels().isEmpty()
                  ? !parsed.getHost().isEmpty()
                  : !parsed.getSentinelMasterId().isEmpty());
        });
  }

  /**
   * Whether a '/', '?' or '#' of a password ends what is taken for user and host: {@code
   * redis://bot:12/34@host} would be host bot, port 12.
   */
  private static boolean isCutShort(String uri) {
    String behind = uri.replaceFirst("^[\\w-]+://[^/?#]*", "");
    return behind.replaceAll("[?&](ca|cert|key)=[^&#]*", "").contains("@");
  }

  /** What a login says that Redis did not take: which setting, and how a password is written. */
  BadSettings refusedBy(String answer) {
    Matcher password = PASSWORD.matcher(uri);
    boolean odd = password.matches() && ODD.matcher(password.group(1)).find();
    boolean database = answer.startsWith("ERR") && !answer.contains("AUTH");
    return new BadSettings(
        List.of(
            (database ? "REDIS_URL or REDIS_DB" : "REDIS_URL")
                + " is '"
                + masked(uri)
                + "', and Redis does not take it: "
                + answer
                + ", allowed is "
                + (database
                    ? "a database that the server has (databases of its configuration)"
                    : "a user and password that the server knows and has switched on: "
                        + "redis://user:password@host:port/db")
                + (odd ? "; " + ENCODING : "")));
  }

  private static String checkedNamespace(String namespace) {
    return new Names(namespace).namespace();
  }

  private static String checked(String text, String shown, Function<String, Boolean> test) {
    boolean right;
    try {
      right = test.apply(text);
    } catch (RuntimeException e) {
      right = false; // the cause repeats the text, password included
    }
    if (!right) {
      throw new IllegalArgumentException("not usable: '" + shown + "'");
    }
    return text;
  }

  private static String masked(String uri) {
    return CREDENTIALS.matcher(uri).replaceFirst("$1" + Secret.MASK + "@");
  }

  @Override
  public String toString() {
    return masked(uri) + " namespace " + namespace;
  }
}
