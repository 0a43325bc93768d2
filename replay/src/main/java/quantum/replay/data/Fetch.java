package quantum.replay.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Fetches a file and believes it only with its checksum. What came of a file before it broke off is
 * kept beside it and gone on with.
 */
final class Fetch {
  /** What became of a file. */
  enum Outcome {
    FETCHED,
    /** It was here already, and is what the server has. */
    KEPT,
    /** The server has none. */
    NOT_THERE
  }

  private static final int OK = 200;
  private static final int REST = 206;
  private static final int NOT_FOUND = 404;
  private static final int BEYOND_THE_END = 416;
  private static final int TRIES = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BLOCK = 1 << 16;

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  /**
   * Has the file in {@code folder} afterwards, if there is one.
   *
   * @param progress is told the bytes that are here
   * @throws IOException naming the file if it cannot be fetched or is not what its checksum says
   */
  Outcome into(Path folder, Vision.Archive archive, LongConsumer progress)
      throws IOException, InterruptedException {
    Optional<String> wanted = checksum(archive);
    if (wanted.isEmpty()) {
      return Outcome.NOT_THERE;
    }
    Path file = folder.resolve(archive.name());
    if (Files.exists(file) && sha256(file).equals(wanted.get())) {
      return Outcome.KEPT;
    }
    Files.createDirectories(folder);
    Path part = folder.resolve("." + archive.name() + ".part");
    IOException last = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        if (!download(archive.at(), part, progress)) {
          return Outcome.NOT_THERE;
        }
      } catch (IOException e) {
        last = new IOException(archive.at() + ": " + reason(e), e); // what came is kept
        continue;
      }
      String found = sha256(part);
      if (found.equals(wanted.get())) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return Outcome.FETCHED;
      }
      Files.delete(part);
      last =
          new IOException(
              archive.at() + ": sha256 is " + found + ", its CHECKSUM says " + wanted.get());
    }
    throw last;
  }

  private static String reason(IOException e) {
    if (e instanceof ConnectException) {
      return "cannot be reached";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private Optional<String> checksum(Vision.Archive archive)
      throws IOException, InterruptedException {
    HttpResponse<String> answer;
    try {
      answer =
          client.send(
              request(archive.checksum()).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IOException(archive.checksum() + ": " + reason(e), e);
    }
    if (answer.statusCode() == NOT_FOUND) {
      return Optional.empty();
    }
    String first = answer.body().strip().split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
    if (answer.statusCode() != OK || !first.matches("[0-9a-f]{64}")) {
      throw new IOException(archive.checksum() + ": no checksum but status " + answer.statusCode());
    }
    return Optional.of(first);
  }

  private static HttpRequest.Builder request(URI at) {
    return HttpRequest.newBuilder(at).timeout(PATIENCE);
  }

  /** Whether there is such a file; goes on behind what is here of it. */
  private boolean download(URI at, Path part, LongConsumer progress)
      throws IOException, InterruptedException {
    long here = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = request(at);
    if (here > 0) {
      request.header("Range", "bytes=" + here + "-");
    }
    HttpResponse<InputStream> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      switch (answer.statusCode()) {
        case NOT_FOUND -> {
          return false;
        }
        case BEYOND_THE_END -> {
          return true; // all of it is here
        }
        case OK -> copy(in, part, 0, progress, StandardOpenOption.TRUNCATE_EXISTING);
        case REST -> copy(in, part, here, progress, StandardOpenOption.APPEND);
        default -> throw new IOException("status " + answer.statusCode());
      }
    }
    return true;
  }

  private static void copy(
      InputStream in, Path part, long before, LongConsumer progress, StandardOpenOption how)
      throws IOException {
    long size = before;
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      byte[] block = new byte[BLOCK];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        out.write(block, 0, read);
        size += read;
        progress.accept(size);
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[BLOCK];
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        digest.update(block, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
