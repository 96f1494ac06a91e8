<?php
// Settings that people make, users and rights are state and lie on the volume; Debian's defaults stay where they are.
if (!defined('DOKU_CONF')) define('DOKU_CONF', '/storage/conf/');
