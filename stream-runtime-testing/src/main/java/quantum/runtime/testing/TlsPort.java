package quantum.runtime.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An encrypted port of a server of a test, with a certificate of its own for 127.0.0.1 that nobody
 * else has signed.
 *
 * @param certificate PEM: what the server shows, and what its clients have to trust
 * @param key PEM: the certificate's private key
 */
public record TlsPort(int port, Path certificate, Path key) {
  private static final String PASSWORD = "in-a-test-only";
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  /**
   * Opens it beside the plain port. Only for servers that are processes of this machine.
   *
   * @param folder for certificate and key
   * @param askClients whether clients have to show a certificate too; this one is taken
   */
  public static TlsPort open(StreamProbe probe, Path folder, boolean askClients) {
    try {
      KeyStore.PrivateKeyEntry pair = selfSigned(folder.resolve("redis.p12"));
      Path certificate =
          pem(folder.resolve("redis.crt"), "CERTIFICATE", pair.getCertificate().getEncoded());
      Key secret = pair.getPrivateKey();
      Path key = pem(folder.resolve("redis.key"), "PRIVATE KEY", secret.getEncoded());
      int port = freePort();
      probe
          .commands()
          .configSet(
              Map.of(
                  "tls-cert-file", certificate.toString(),
                  "tls-key-file", key.toString(),
                  "tls-ca-cert-file", certificate.toString(),
                  "tls-auth-clients", askClients ? "yes" : "no",
                  "tls-port", Integer.toString(port)));
      return new TlsPort(port, certificate, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address of the port, without a word about whom to trust. */
  public String uri() {
    return "rediss://127.0.0.1:" + port;
  }

  private static KeyStore.PrivateKeyEntry selfSigned(Path store)
      throws IOException, GeneralSecurityException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            "redis",
            "-keyalg",
            "EC",
            "-dname",
            "CN=redis of a test",
            "-ext",
            "san=ip:127.0.0.1",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return (KeyStore.PrivateKeyEntry)
        keys.getEntry("redis", new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
  }

  private static Path pem(Path file, String kind, byte[] der) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
            .formatted(kind, LINES.encodeToString(der)));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
