/**
 * What became of an object that an interrupted update had begun to make.
 *
 * - `removed`: it was there, and is gone.
 * - `absent`: there is none of its name.
 * - `strange`: one of its name is there, and it is somebody else's. It stays.
 * - false: the technology has no such objects.
 */
export type HalfMade = "removed" | "absent" | "strange" | false;
