package quantum.console.web;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** The page's files: they come with the program, are packed once, and are asked for by name. */
public final class Assets {
  private static final String FOLDER = "/quantum/console/web/";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /** By path; what is not named here does not exist. */
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put("index.html", HTML);
    FILES.put("console.css", "text/css; charset=utf-8");
    for (String script :
        new String[] {
          "theme.js",
          "app.js",
          "live.js",
          "dom.js",
          "words.js",
          "positions.js",
          "position.js",
          "chart.js",
          "timeline.js",
          "closed.js",
          "account.js",
          "services.js",
          "actions.js",
          "draw.js",
          "lightweight-charts.js"
        }) {
      FILES.put(script, SCRIPT);
    }
    FILES.put("icon.svg", "image/svg+xml");
    FILES.put("lightweight-charts.LICENSE.txt", "text/plain; charset=utf-8");
    FILES.put("lightweight-charts.NOTICE.txt", "text/plain; charset=utf-8");
  }

  private record Asset(String type, byte[] packed, String tag) {}

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  public Assets() {
    FILES.forEach((name, type) -> assets.put(name, asset(name, type)));
  }

  /** How many bytes a browser loads for all of it. */
  public long packedBytes() {
    return assets.values().stream().mapToLong(asset -> asset.packed().length).sum();
  }

  /** The names of all files. */
  public static Iterable<String> names() {
    return FILES.keySet();
  }

  /** As it lies in the program. */
  public static byte[] bytes(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(FOLDER + name + " is not part of this program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Asset asset(String name, String type) {
    byte[] plain = bytes(name);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain);
      return new Asset(
          type, packed.toByteArray(), '"' + HexFormat.of().formatHex(hash, 0, 12) + '"');
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** Answers with a file; every browser takes it packed. */
  void serve(Context ctx, String name) {
    Asset asset = assets.get(name);
    if (asset == null) {
      ctx.status(404).json(Map.of("error", "there is no " + name));
      return;
    }
    ctx.header("Cache-Control", "no-cache");
    ctx.header("ETag", asset.tag());
    if (asset.tag().equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
      return;
    }
    ctx.header("Content-Encoding", "gzip");
    ctx.contentType(asset.type());
    ctx.result(asset.packed());
  }
}
