package quantum.runtime.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the project, wherever a test was started in it. */
public final class ProjectFile {
  private ProjectFile() {}

  /**
   * @param path from the root of the project, e.g. deploy/env/exitbrain.env
   */
  public static Path of(String path) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(path))) {
        return folder.resolve(path);
      }
    }
    throw new AssertionError(path + " is neither here nor above");
  }
}
