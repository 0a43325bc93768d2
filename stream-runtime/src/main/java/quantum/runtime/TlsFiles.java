package quantum.runtime;

import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * PEM files that an address of Redis names as {@code rediss://…?ca=FILE&cert=FILE&key=FILE}. They
 * are part of the address, because whom to trust belongs to whom to ask.
 *
 * @param ca certificates to trust instead of those of the Java runtime
 * @param identity what to show to a server that asks who we are (its {@code tls-auth-clients})
 */
record TlsFiles(Optional<Path> ca, Optional<Identity> identity) {
  /**
   * @param certificate with its chain, if any
   * @param key PKCS#8, without a password
   */
  record Identity(Path certificate, Path key) {}

  /**
   * Empty if the address names none.
   *
   * @throws IllegalArgumentException if files are named for an address that is not encrypted, or
   *     only one of certificate and key
   */
  static Optional<TlsFiles> in(String uri) {
    Map<String, String> options = options(uri);
    Optional<Path> ca = file(options, "ca");
    Optional<Path> certificate = file(options, "cert");
    Optional<Path> key = file(options, "key");
    if (ca.isEmpty() && certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (!uri.startsWith("rediss://")) {
      throw new IllegalArgumentException("ca, cert and key need rediss://"); // not by mistake open
    }
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException("cert and key need each other");
    }
    return Optional.of(new TlsFiles(ca, certificate.map(c -> new Identity(c, key.orElseThrow()))));
  }

  /**
   * @throws IllegalArgumentException if a file cannot be read or is not what it should be
   */
  SslOptions options() {
    SslOptions.Builder builder = SslOptions.builder().jdkSslProvider();
    ca.map(TlsFiles::readable).ifPresent(file -> builder.trustManager(file.toFile()));
    identity.ifPresent(
        mine ->
            builder.keyManager(
                readable(mine.certificate()).toFile(), readable(mine.key()).toFile(), new char[0]));
    SslOptions options = builder.build();
    try {
      options.createSslContextBuilder().build(); // a file that is no PEM: now, not at each connect
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new IllegalArgumentException("not usable for TLS: " + e.getMessage(), e);
    }
    return options;
  }

  private static Path readable(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("cannot read " + file);
    }
    return file;
  }

  private static Optional<Path> file(Map<String, String> options, String name) {
    return Optional.ofNullable(options.get(name)).map(Path::of);
  }

  private static Map<String, String> options(String uri) {
    Map<String, String> options = new HashMap<>();
    int query = uri.lastIndexOf('?');
    if (query >= 0) {
      for (String option : uri.substring(query + 1).split("&")) {
        String[] parts = option.split("=", 2);
        if (parts.length == 2) {
          options.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
      }
    }
    return options;
  }
}
